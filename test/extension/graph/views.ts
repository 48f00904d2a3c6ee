import type { RunView, TaskView } from "../../../protocol/rpc/workspace.ts";
import type { TaskState } from "../../../protocol/run.ts";

export function runView(runId: string): RunView {
  return {
    runId,
    dagId: "sparkify",
    kind: "manual",
    interval: { start: "2018-11-30T00:00:00.000Z", end: "2018-12-01T00:00:00.000Z" },
    params: {},
    backfillId: null,
    previousRunId: null,
    state: "running",
    reason: null,
    createdAt: 1,
    startedAt: 1,
    endedAt: null,
    shown: "running",
    label: "2018-11-30",
    taskCounts: {},
  };
}

export function taskView(taskId: string, state: TaskState): TaskView {
  return {
    taskId,
    state,
    tryNumber: 1,
    retriesUsed: 0,
    tryId: null,
    startedAt: 1,
    endedAt: null,
    nextAt: null,
    isLoaded: false,
    note: null,
    error: null,
    loads: [],
    checks: [],
  };
}
