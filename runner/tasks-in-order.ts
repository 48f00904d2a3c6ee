import type { DagSpec } from "../protocol/dag.ts";
import type { RunRecord, TaskRecord } from "../protocol/history.ts";
import type { Store } from "./state/store.ts";

/** A run's tasks in the order of the DAG file; those that it does not have any more in the order of their starts. */
export function tasksInOrder(store: Store, dag: DagSpec, { runId }: RunRecord): readonly TaskRecord[] {
  const order = new Map(dag.tasks.map(({ id }, index) => [id, index]));
  // The others come last.
  const place = ({ taskId }: TaskRecord): number => order.get(taskId) ?? order.size;
  const start = ({ startedAt }: TaskRecord): number => startedAt ?? Number.MAX_SAFE_INTEGER;
  return store.tasks(runId).toSorted((a, b) => place(a) - place(b) || start(a) - start(b));
}
