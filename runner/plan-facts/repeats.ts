import type { DagSpec } from "../../protocol/dag.ts";
import type { TaskRecord } from "../../protocol/history.ts";
import type { RepeatedLoad } from "../../protocol/plan-facts.ts";
import type { PlannedRun } from "../../protocol/work.ts";
import type { AnyOperator } from "../operators/registry.ts";
import type { Store } from "../state/store.ts";

/**
 * The tasks of a planned run whose work the history has as committed for this interval, and whose operator does not
 * replace it. Loads that inserted nothing do not count: repeating them duplicates nothing.
 */
export function repeatedLoads(
  dag: DagSpec,
  { runId, taskIds }: PlannedRun,
  isAnew: boolean,
  history: Store,
  operators: ReadonlyMap<string, AnyOperator>,
): readonly RepeatedLoad[] {
  if (runId === undefined) return [];
  const doing = new Set(taskIds);
  const tasks = new Map(history.tasks(runId).map((task) => [task.taskId, task]));
  const loads = history.loads(runId);
  return dag.tasks.flatMap((task): readonly RepeatedLoad[] => {
    const before = tasks.get(task.id);
    if (!doing.has(task.id) || before === undefined) return [];
    // Only its checks are left to be done.
    if (before.isLoaded && !isAnew) return [];
    const operator = operators.get(task.operator);
    // An operator of the DAG file's own, or a function: only its author knows.
    const effect = operator?.onRepeat(operator.params.parse(task.params) as never) ?? "unknown";
    if (effect === "safe") return [];
    const committed = loads.filter(({ taskId, inserted }) => taskId === task.id && inserted > 0);
    const last = committed.at(-1);
    if (last !== undefined) return [{ taskId: task.id, table: last.table, effect, loadedAt: last.at }];
    return effect === "unknown" && isDone(before)
      ? [{ taskId: task.id, table: null, effect, loadedAt: before.endedAt ?? 0 }]
      : [];
  });
}

/** Work that counts no rows is known by its success. */
function isDone({ state, endedAt }: TaskRecord): boolean {
  return state === "success" && endedAt !== null;
}
