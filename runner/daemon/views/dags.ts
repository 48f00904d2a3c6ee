import type { DagSpec } from "../../../protocol/dag.ts";
import type { DagSummary, RunRecord } from "../../../protocol/history.ts";
import type { DagView, ScheduleView } from "../../../protocol/rpc/workspace.ts";
import { RUN_STATES } from "../../../protocol/run.ts";
import { scheduleFacts, schedulerPid } from "../../scheduler/schedule-facts.ts";
import { sqlFilesOf } from "../../sql-files.ts";
import { lastRun } from "./last-run.ts";
import { runDetail } from "./runs.ts";
import type { ViewSource } from "./view-source.ts";

/** What changes of a DAG with its runs. */
export interface DagHistory {
  readonly dagId: string;
  readonly counts: DagView["counts"];
  /** The run that was created, started or ended last. */
  readonly lastRun: RunRecord | undefined;
  readonly schedule: ScheduleView | null;
}

export function dagViews(source: ViewSource): readonly DagView[] {
  const { project, session } = source;
  const histories = dagHistories(project.dags, source);
  return project.dags.map((dag, index) => {
    const { counts = noRuns(), lastRun, schedule = null } = histories[index] ?? {};
    const sqlFiles = sqlFilesOf(dag, session.workspace);
    return { spec: dag, counts, lastRun: lastRun ? runDetail(lastRun, source) : null, schedule, sqlFiles };
  });
}

export function dagHistories(dags: readonly DagSpec[], source: ViewSource): readonly DagHistory[] {
  const { session, store } = source;
  const summaries = new Map(store.summaries().map((summary: DagSummary) => [summary.dagId, summary]));
  const facts = scheduleFacts(dags, session);
  const isWatched = schedulerPid(session) !== undefined;
  return dags.map(({ id }) => {
    const known = facts.get(id);
    return {
      dagId: id,
      counts: summaries.get(id)?.counts ?? noRuns(),
      lastRun: lastRun(store, id),
      schedule:
        known === undefined ? null : { isPaused: known.isPaused, next: known.next ?? null, isWatched },
    };
  });
}

/** Of DAGs whose history cannot be looked at. */
export function noRuns(): DagView["counts"] {
  return Object.fromEntries(RUN_STATES.map((state) => [state, 0])) as Record<
    (typeof RUN_STATES)[number],
    number
  >;
}
