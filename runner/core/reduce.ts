import type { RunEvent } from "../../protocol/event.ts";
import type { TaskState } from "../../protocol/run.ts";
import { isFinished } from "../../protocol/run.ts";
import { intervalLabeler } from "../../protocol/text/interval-label.ts";
import { assertNever } from "../../protocol/user-error.ts";
import type { ActiveBackfill, EngineState, Run, TaskInstance } from "./state.ts";
import { newTaskInstance } from "./state.ts";

/**
 * Brings the state up to date with one event, in place: a run has thousands of them, and nobody else holds
 * the state. The same events always give the same state. Events of runs that the state does not hold are
 * ignored. `run.reopened` needs the run to be in the state again (see `adoptRun`), and its backfill too.
 */
export function reduce(state: EngineState, event: RunEvent): void {
  switch (event.type) {
    case "backfill.created":
      adoptBackfill(state, { id: event.backfillId, ...event });
      return;
    case "backfill.paused":
      setAside(state, event.backfillId);
      return;
    case "backfill.resumed":
    case "backfill.cancelled":
    case "checks.evaluated":
    case "schedule.advanced":
    case "schedule.paused":
    case "schedule.resumed":
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
      if (event.state === "failed") stopBackfill(state, run);
      drop(state, run);
      return;
    case "run.cleared":
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
      task.isLoaded = event.isLoaded === true;
      if (event.retryAt === undefined) {
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

/** Puts a run that the state does not hold (as the history has it) back into it, so that it can be reopened. */
export function adoptRun(state: EngineState, run: Run): void {
  state.runs.set(run.id, run);
}

/** Runs of the backfill are in the state from now on, or soon. */
export function adoptBackfill(
  state: EngineState,
  {
    id,
    maxActiveRuns,
    stopOnFailure,
  }: Pick<ActiveBackfill, "id" | "stopOnFailure"> & {
    readonly maxActiveRuns?: number | undefined;
  },
): void {
  state.backfills.set(id, { id, maxActiveRuns, stopOnFailure, stopped: undefined });
}

/** The runs of a paused backfill that wait are nobody's until they are reopened. */
function setAside(state: EngineState, backfillId: string): void {
  for (const run of [...state.runs.values()])
    if (run.backfillId === backfillId && run.state === "queued" && run.cancelling === undefined)
      drop(state, run);
}

function stopBackfill(state: EngineState, run: Run): void {
  const backfill = run.backfillId === undefined ? undefined : state.backfills.get(run.backfillId);
  if (backfill === undefined || !backfill.stopOnFailure) return;
  const label = intervalLabeler(state.dags.get(run.dagId)?.spec.timezone ?? "UTC");
  backfill.stopped = `${backfill.id} stops on failure: the run of ${label(run.interval)} failed`;
}

/** The run is no longer in the state; neither is its backfill when it was the last one. */
function drop(state: EngineState, run: Run): void {
  state.runs.delete(run.id);
  keepForSuccessors(state, run);
  const { backfillId } = run;
  if (backfillId === undefined) return;
  for (const other of state.runs.values()) if (other.backfillId === backfillId) return;
  state.backfills.delete(backfillId);
}

function createRun(state: EngineState, event: Extract<RunEvent, { type: "run.created" }>): Run {
  const order = inOrder(state, event.dagId, event.taskIds);
  return {
    id: event.runId,
    dagId: event.dagId,
    kind: event.kind,
    isOrdered: event.kind !== "scheduled",
    interval: event.interval,
    params: event.params,
    backfillId: event.backfillId,
    previousRunId: event.previousRunId,
    state: "queued",
    cancelling: undefined,
    tasks: new Map(order.map((id) => [id, newTaskInstance(id)])),
    part: new Set(order),
    // Tasks that take no part in a run that begins are not in it.
    leftOut: new Set(),
    open: new Set(order),
  };
}

function reopen(state: EngineState, run: Run, event: Extract<RunEvent, { type: "run.reopened" }>): void {
  // Behind all that is there.
  state.runs.delete(run.id);
  state.runs.set(run.id, run);
  run.state = "queued";
  run.isOrdered = true;
  run.cancelling = undefined;
  run.backfillId = event.backfillId ?? run.backfillId;
  const backfill = run.backfillId === undefined ? undefined : state.backfills.get(run.backfillId);
  if (backfill !== undefined) backfill.stopped = undefined;
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
  run.leftOut = new Set(event.leftOut);
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

/** The states of a run that is gone are kept while an active run looks back at it, and dropped with the last one. */
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
