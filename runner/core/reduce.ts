import type { RunEvent } from "../../protocol/event.ts";
import type { TaskState } from "../../protocol/run.ts";
import { isFinished } from "../../protocol/run.ts";
import { assertNever } from "../../protocol/user-error.ts";
import type { EngineState, Run, TaskInstance } from "./state.ts";
import { newTaskInstance } from "./state.ts";

/**
 * Brings the state up to date with one event, in place: a run has thousands of them, and nobody else holds
 * the state. The same events always give the same state. Events of runs that the state does not hold are
 * ignored. `run.reopened` needs the ended run to be in the state again (see `adoptRun`).
 */
export function reduce(state: EngineState, event: RunEvent): void {
  switch (event.type) {
    case "backfill.created":
      return;
    case "run.created":
      state.runs.set(event.runId, createRun(state, event));
      return;
    default:
      break;
  }
  const run = state.runs.get(event.runId);
  if (run === undefined) return;
  switch (event.type) {
    case "run.started":
      run.state = "running";
      return;
    case "run.reopened":
      reopen(state, run, event);
      return;
    case "run.cancelling":
      run.cancelling = event.reason;
      return;
    case "run.finished":
      run.state = event.state;
      state.runs.delete(run.id);
      keepForSuccessors(state, run);
      return;
    default:
      break;
  }
  const task = run.tasks.get(event.taskId);
  if (task === undefined) return;
  switch (event.type) {
    case "task.scheduled":
      enter(run, task, "scheduled");
      return;
    case "task.queued":
      enter(run, task, "queued");
      return;
    case "task.started":
      start(task, event.tryNumber, event.tryId, event.at);
      enter(run, task, "running");
      return;
    case "task.rescheduled":
      task.pokes++;
      enter(run, task, "up_for_reschedule", event.until);
      return;
    case "task.succeeded":
      task.isLoaded = false;
      enter(run, task, "success");
      return;
    case "task.failed":
      if (event.retryAt === undefined) {
        task.isLoaded = false;
        enter(run, task, "failed");
        return;
      }
      task.retriesUsed++;
      task.waitingSince = undefined;
      enter(run, task, "up_for_retry", event.retryAt);
      return;
    case "task.interrupted":
      task.tryNumber--;
      task.waitingSince = undefined;
      task.isLoaded ||= event.committed !== undefined;
      enter(run, task, "none");
      return;
    case "task.skipped":
      enter(run, task, "skipped");
      return;
    case "task.upstream_failed":
      enter(run, task, "upstream_failed");
      return;
    case "task.cancelled":
      task.isLoaded ||= event.committed !== undefined;
      enter(run, task, "cancelled");
      return;
    default:
      assertNever(event);
  }
}

/** Puts a run that had ended (as the history has it) back into the state, so that it can be reopened. */
export function adoptRun(state: EngineState, run: Run): void {
  state.runs.set(run.id, run);
}

function createRun(state: EngineState, event: Extract<RunEvent, { type: "run.created" }>): Run {
  const order = inOrder(state, event.dagId, event.taskIds);
  return {
    id: event.runId,
    dagId: event.dagId,
    kind: event.kind,
    interval: event.interval,
    params: event.params,
    backfillId: event.backfillId,
    previousRunId: event.previousRunId,
    state: "queued",
    cancelling: undefined,
    tasks: new Map(order.map((id) => [id, newTaskInstance(id)])),
    part: new Set(order),
    open: new Set(order),
  };
}

function reopen(state: EngineState, run: Run, event: Extract<RunEvent, { type: "run.reopened" }>): void {
  run.state = "queued";
  run.cancelling = undefined;
  run.backfillId = event.backfillId;
  if (event.anew !== undefined) {
    run.params = event.anew.params;
    run.interval = event.anew.interval;
  }
  const order = inOrder(state, run.dagId, event.taskIds);
  for (const id of order) {
    const known = run.tasks.get(id);
    const tryNumber = known?.tryNumber ?? 0;
    const isLoaded = event.anew === undefined && known?.isLoaded === true;
    run.tasks.set(id, { ...newTaskInstance(id), tryNumber, isLoaded });
  }
  run.part = new Set(order);
  run.open = new Set(order);
}

function inOrder(state: EngineState, dagId: string, taskIds: readonly string[]): string[] {
  const wanted = new Set(taskIds);
  return (state.dags.get(dagId)?.order ?? []).filter((id) => wanted.has(id));
}

function enter(run: Run, task: TaskInstance, next: TaskState, nextAt?: number): void {
  task.state = next;
  task.nextAt = nextAt;
  if (isFinished(next)) run.open.delete(task.taskId);
}

/** A sensor that looks again goes on with its try; anything else begins a new one. */
function start(task: TaskInstance, tryNumber: number, tryId: string, at: number): void {
  if (task.tryId !== tryId) {
    task.pokes = 0;
    task.waitingSince = at;
  }
  task.tryNumber = tryNumber;
  task.tryId = tryId;
}

/** An ended run's states are kept while an active run looks back at it, and dropped with the last one. */
function keepForSuccessors(state: EngineState, ended: Run): void {
  for (const runId of [...state.past.keys()]) {
    if (![...state.runs.values()].some((run) => run.previousRunId === runId)) state.past.delete(runId);
  }
  for (const run of state.runs.values()) {
    if (run.previousRunId !== ended.id) continue;
    state.past.set(ended.id, new Map([...ended.tasks].map(([id, task]) => [id, task.state])));
    return;
  }
}
