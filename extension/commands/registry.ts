import { addConnection } from "./add-connection.ts";
import { backfill } from "./backfill.ts";
import { pauseBackfill, resumeBackfill } from "./backfill-control.ts";
import { cancel } from "./cancel.ts";
import { cancelStatement } from "./cancel-statement.ts";
import { clear } from "./clear.ts";
import type { Command } from "./command.ts";
import { copyName } from "./copy-name.ts";
import { createSample } from "./create-sample.ts";
import { deleteSecret } from "./delete-secret.ts";
import { dockerDown, dockerUp } from "./docker.ts";
import { doctor } from "./doctor.ts";
import { loadMore } from "./load-more.ts";
import { newDag } from "./new-dag.ts";
import { newSql } from "./new-sql.ts";
import { openCheckSql } from "./open-check-sql.ts";
import { openGraph } from "./open-graph.ts";
import { openLogs } from "./open-logs.ts";
import { openSource } from "./open-source.ts";
import { previewSql } from "./preview-sql.ts";
import { previewTable } from "./preview-table.ts";
import { refresh } from "./refresh.ts";
import { restartRunner } from "./restart-runner.ts";
import { retryFailed } from "./retry-failed.ts";
import { runChecks } from "./run-checks.ts";
import { runDag } from "./run-dag.ts";
import { runFile } from "./run-file.ts";
import { runStatement } from "./run-statement.ts";
import { runTask, runTaskWithDownstream, runTaskWithUpstream } from "./run-task.ts";
import { pauseSchedule, resumeSchedule } from "./schedule.ts";
import { selectSqlContext } from "./select-sql-context.ts";
import { selectTarget } from "./select-target.ts";
import { setSecret } from "./set-secret.ts";
import { showCheckHistory } from "./show-check-history.ts";
import { showFailingRows } from "./show-failing-rows.ts";
import { showRunnerLog } from "./show-runner-log.ts";
import { testConnection } from "./test-connection.ts";

/** In the order of the contributions. */
export const COMMAND_LIST: readonly Command[] = [
  runDag,
  runTask,
  runTaskWithUpstream,
  runTaskWithDownstream,
  backfill,
  retryFailed,
  clear,
  cancel,
  pauseBackfill,
  resumeBackfill,
  pauseSchedule,
  resumeSchedule,
  openGraph,
  openLogs,
  openSource,
  showRunnerLog,
  refresh,
  loadMore,
  copyName,
  runChecks,
  showFailingRows,
  openCheckSql,
  showCheckHistory,
  runStatement,
  runFile,
  cancelStatement,
  previewSql,
  selectSqlContext,
  previewTable,
  newSql,
  selectTarget,
  testConnection,
  addConnection,
  setSecret,
  deleteSecret,
  dockerUp,
  dockerDown,
  createSample,
  newDag,
  doctor,
  restartRunner,
];
