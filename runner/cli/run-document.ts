import type { RunRecord, Store } from "../state/store.ts";

/** A run in `--json` output: its record, and its tasks with their loads and checks. */
export function runDocument(store: Store, run: RunRecord): object {
  const loads = store.loads(run.runId);
  const checks = store.checks(run.runId);
  return {
    ...run,
    tasks: store.tasks(run.runId).map((task) => ({
      ...task,
      loads: loads.filter(({ taskId }) => taskId === task.taskId).map(withoutRun),
      checks: checks.filter(({ taskId }) => taskId === task.taskId).map(withoutRun),
    })),
  };
}

function withoutRun<T extends { runId: string; taskId: string; dagId?: string; interval?: unknown }>(
  record: T,
): Omit<T, "runId" | "taskId" | "dagId" | "interval"> {
  const { runId: _run, taskId: _task, dagId: _dag, interval: _interval, ...rest } = record;
  return rest;
}
