import type {
  CheckView,
  DagView,
  HistoryChanges,
  RunDetail,
  RunView,
  TaskView,
  WorkspaceView,
} from "../../protocol/rpc/workspace.ts";
import { isFinished } from "../../protocol/run.ts";

/**
 * The snapshot with what has changed since. What did not change stays the same object. `details` has the DAGs' last
 * runs as they are after the change; a DAG whose last run is not in it keeps the one it had.
 */
export function mergeView(
  view: WorkspaceView,
  changes: HistoryChanges,
  details: ReadonlyMap<string, RunDetail>,
): WorkspaceView {
  return {
    ...view,
    seq: Math.max(view.seq, changes.seq),
    openRuns: mergeOpenRuns(view.openRuns, changes.runs),
    backfills: replaceById(view.backfills, changes.backfills, ({ backfillId }) => backfillId, "first"),
    checks: mergeChecks(view.checks, changes.checks),
    dags: view.dags.map((dag) => mergeDag(dag, changes, details)),
  };
}

/** The run with what has changed of it since; the same object when nothing did. */
export function mergeDetail(
  detail: RunDetail,
  changes: HistoryChanges,
  taskOrder: readonly string[],
): RunDetail {
  const { runId } = detail.run;
  const run = changes.runs.find((changed) => changed.runId === runId);
  const tasks = changes.tasks.filter((changed) => changed.runId === runId).map(({ task }) => task);
  if (run === undefined && tasks.length === 0) return detail;
  return {
    run: run ?? detail.run,
    tasks: inOrder(
      replaceById(detail.tasks, tasks, ({ taskId }) => taskId, "last"),
      taskOrder,
    ),
  };
}

/** DAGs whose last run became one that is not in `details`: it must be asked for. */
export function unknownLastRuns(
  changes: HistoryChanges,
  details: ReadonlyMap<string, RunDetail>,
): readonly { readonly dagId: string; readonly runId: string }[] {
  return changes.dags.flatMap(({ dagId, lastRunId }) =>
    lastRunId === null || details.has(lastRunId) ? [] : [{ dagId, runId: lastRunId }],
  );
}

function mergeDag(dag: DagView, changes: HistoryChanges, details: ReadonlyMap<string, RunDetail>): DagView {
  const changed = changes.dags.find(({ dagId }) => dagId === dag.spec.id);
  const lastRunId = changed === undefined ? dag.lastRun?.run.runId : changed.lastRunId;
  const known = lastRunId === undefined || lastRunId === null ? undefined : details.get(lastRunId);
  const lastRun = lastRunId === null ? null : (known ?? dag.lastRun);
  if (changed === undefined && lastRun === dag.lastRun) return dag;
  return {
    ...dag,
    lastRun,
    ...(changed !== undefined && { counts: changed.counts, schedule: changed.schedule }),
  };
}

function mergeOpenRuns(open: readonly RunView[], changed: readonly RunView[]): readonly RunView[] {
  if (changed.length === 0) return open;
  return replaceById(open, changed, ({ runId }) => runId, "last").filter(({ state }) => !isFinished(state));
}

/** The latest result of each check: an older one that is told late does not replace it. */
function mergeChecks(checks: readonly CheckView[], changed: readonly CheckView[]): readonly CheckView[] {
  const key = (check: CheckView): string => JSON.stringify([check.dagId, check.taskId, check.name]);
  if (changed.length === 0) return checks;
  const known = new Map(checks.map((check) => [key(check), check]));
  const newer = changed.filter(
    (check) => check.at >= (known.get(key(check))?.at ?? Number.NEGATIVE_INFINITY),
  );
  return replaceById(checks, newer, key, "last");
}

function replaceById<T>(
  known: readonly T[],
  changed: readonly T[],
  idOf: (value: T) => string,
  newOnes: "first" | "last",
): readonly T[] {
  if (changed.length === 0) return known;
  const byId = new Map(changed.map((value) => [idOf(value), value]));
  const kept = known.map((value) => {
    const id = idOf(value);
    const replacement = byId.get(id);
    byId.delete(id);
    return replacement ?? value;
  });
  const added = [...byId.values()];
  return newOnes === "first" ? [...added, ...kept] : [...kept, ...added];
}

function inOrder(tasks: readonly TaskView[], order: readonly string[]): readonly TaskView[] {
  const place = new Map(order.map((taskId, index) => [taskId, index]));
  const last = order.length;
  return [...tasks].sort((a, b) => (place.get(a.taskId) ?? last) - (place.get(b.taskId) ?? last));
}
