import type { CliCommand } from "./command.ts";
import { backfill } from "./commands/backfill.ts";
import { backfills } from "./commands/backfills.ts";
import { cancel } from "./commands/cancel.ts";
import { check } from "./commands/check.ts";
import { clear } from "./commands/clear.ts";
import { completion } from "./commands/completion.ts";
import { connections } from "./commands/connections.ts";
import { demo } from "./commands/demo.ts";
import { docker } from "./commands/docker.ts";
import { doctor } from "./commands/doctor.ts";
import { graph } from "./commands/graph.ts";
import { init } from "./commands/init.ts";
import { lake } from "./commands/lake.ts";
import { list } from "./commands/list.ts";
import { logs } from "./commands/logs.ts";
import { pause } from "./commands/pause.ts";
import { resume } from "./commands/resume.ts";
import { retry } from "./commands/retry.ts";
import { run } from "./commands/run.ts";
import { scheduler } from "./commands/scheduler.ts";
import { sql } from "./commands/sql.ts";
import { status } from "./commands/status.ts";
import { tables } from "./commands/tables.ts";
import { validate } from "./commands/validate.ts";

/** Every command, in the order of the help. */
export const COMMANDS: readonly CliCommand[] = [
  init,
  list,
  validate,
  graph,
  run,
  backfill,
  retry,
  clear,
  backfills,
  cancel,
  pause,
  resume,
  scheduler,
  check,
  status,
  logs,
  sql,
  tables,
  connections,
  lake,
  docker,
  doctor,
  completion,
  demo,
];
