import type { DagSpec } from "../../protocol/dag.ts";
import type { LoadRecord, RunRecord } from "../../protocol/history.ts";
import { lastLoads } from "../last-loads.ts";
import type { Store } from "../state/store.ts";
import { tasksInOrder } from "../tasks-in-order.ts";
import { resultDocument } from "./check-document.ts";

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

function withoutRun(record: LoadRecord): object {
  const { runId: _run, taskId: _task, dagId: _dag, interval: _interval, ...rest } = record;
  return rest;
}
