import type { DagSpec } from "../../protocol/dag.ts";
import type { LoadRecord, RunRecord, TaskRecord } from "../../protocol/history.ts";
import type { Store } from "../state/store.ts";
import { resultDocument } from "./check-document.ts";
import { lastLoads } from "./last-loads.ts";

/** A run in `--json` output: its record, and its tasks with the loads and checks of their last tries. */
export function runDocument(store: Store, dag: DagSpec, run: RunRecord): object {
  const loads = store.loads(run.runId);
  const checks = store.checks(run.runId);
  return {
    ...run,
    tasks: tasksInOrder(store, dag, run).map((task) => ({
      ...task,
      loads: lastLoads(task, loads).map(withoutRun),
      checks: checks
        .filter(({ taskId }) => taskId === task.taskId)
        .map((check) => ({ name: check.name, kind: check.kind, ...resultDocument(check), at: check.at })),
    })),
  };
}

/** A run's tasks in the order of the DAG file; those that it does not have any more in the order of their starts. */
export function tasksInOrder(store: Store, dag: DagSpec, { runId }: RunRecord): readonly TaskRecord[] {
  const order = new Map(dag.tasks.map(({ id }, index) => [id, index]));
  // The others come last.
  const place = ({ taskId }: TaskRecord): number => order.get(taskId) ?? order.size;
  const start = ({ startedAt }: TaskRecord): number => startedAt ?? Number.MAX_SAFE_INTEGER;
  return store.tasks(runId).toSorted((a, b) => place(a) - place(b) || start(a) - start(b));
}

function withoutRun(record: LoadRecord): object {
  const { runId: _run, taskId: _task, dagId: _dag, interval: _interval, ...rest } = record;
  return rest;
}
