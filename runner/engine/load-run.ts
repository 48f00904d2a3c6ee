import type { TaskRecord } from "../../protocol/history.ts";
import type { TaskState } from "../../protocol/run.ts";
import type { Run, TaskInstance } from "../core/state.ts";
import { newTaskInstance } from "../core/state.ts";
import type { Store } from "../state/store.ts";

/**
 * A run as the engine's state holds it, to be reopened there. It must be in the history. The run before it is looked up anew: runs
 * of earlier intervals may have been made since this one was.
 */
export function loadRun(store: Store, runId: string): Run {
  const record = store.run(runId);
  if (record === undefined) throw new Error(`The history has no run ${runId}.`);
  return {
    id: record.runId,
    dagId: record.dagId,
    kind: record.kind,
    isOrdered: true,
    interval: record.interval,
    params: record.params,
    backfillId: record.backfillId ?? undefined,
    previousRunId: store.runBefore(record.dagId, record.interval.start)?.runId,
    state: record.state,
    cancelling: undefined,
    tasks: new Map(store.tasks(runId).map((task) => [task.taskId, toInstance(task)])),
    part: new Set(),
    leftOut: new Set(),
    open: new Set(),
  };
}

export function taskStates(store: Store, runId: string): ReadonlyMap<string, TaskState> {
  return new Map(store.tasks(runId).map((task) => [task.taskId, task.state]));
}

function toInstance(record: TaskRecord): TaskInstance {
  const { taskId, state, tryNumber, retriesUsed, isLoaded } = record;
  return { ...newTaskInstance(taskId), state, tryNumber, retriesUsed, isLoaded };
}
