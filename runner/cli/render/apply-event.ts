import type { RunEvent } from "../../../protocol/event.ts";
import { applyTaskEvent, failureKey, setState } from "./apply-task-event.ts";
import { newTask, type ProgressModel, type RunProgress, taskOf } from "./progress-model.ts";

/** Takes an event into the model; false when the event is about another DAG's runs and nothing changed. */
export function applyEvent(model: ProgressModel, event: RunEvent): boolean {
  const known = take(model, event);
  if (known) model.lastAt = event.at;
  return known;
}

function take(model: ProgressModel, event: RunEvent): boolean {
  switch (event.type) {
    case "backfill.created":
      if (event.dagId !== model.dag.id) return false;
      model.backfill = { id: event.backfillId, range: event, runs: event.runs, isPaused: false };
      model.startedAt ??= event.at;
      return true;
    case "backfill.resumed":
      model.backfill ??= { id: event.backfillId, range: undefined, runs: 0, isPaused: false };
      model.backfill.isPaused = false;
      return true;
    case "backfill.paused":
      if (model.backfill?.id !== event.backfillId) return false;
      model.backfill.isPaused = true;
      return true;
    case "backfill.cancelled":
      return model.backfill?.id === event.backfillId;
    case "run.created":
      if (event.dagId !== model.dag.id) return false;
      addRun(model, event.runId, model.labelOf(event.interval), event.taskIds);
      return true;
    case "run.reopened":
      return reopen(model, event.runId, event.taskIds);
    case "run.started": {
      const run = model.runs.get(event.runId);
      if (run === undefined) return false;
      run.state = "running";
      run.startedAt = event.at;
      model.startedAt ??= event.at;
      return true;
    }
    case "run.cancelling": {
      const run = model.runs.get(event.runId);
      if (run === undefined) return false;
      run.cancelling = true;
      return true;
    }
    case "run.cleared":
      return false;
    case "run.finished": {
      const run = model.runs.get(event.runId);
      if (run === undefined) return false;
      run.state = event.state;
      run.reason = event.reason;
      run.endedAt = event.at;
      model.ended.add(event.runId);
      return true;
    }
    case "checks.evaluated":
    case "schedule.advanced":
    case "schedule.paused":
    case "schedule.resumed":
      return false;
    default: {
      const run = model.runs.get(event.runId);
      if (run === undefined) return false;
      applyTaskEvent(model, run, event);
      return true;
    }
  }
}

function addRun(model: ProgressModel, runId: string, label: string, taskIds: readonly string[]): RunProgress {
  const parts = new Set(taskIds);
  const inOrder = model.dag.tasks.map((task) => task.id).filter((id) => parts.delete(id));
  const run: RunProgress = {
    runId,
    label,
    tasks: new Map([...inOrder, ...parts].map((id) => [id, newTask()])),
    state: "queued",
    cancelling: false,
    startedAt: undefined,
    endedAt: undefined,
    reason: undefined,
    rows: 0,
  };
  model.runs.set(runId, run);
  return run;
}

/** A run that ended before these events began is known by the caller alone. */
function reopen(model: ProgressModel, runId: string, taskIds: readonly string[]): boolean {
  let run = model.runs.get(runId);
  if (run === undefined) {
    const known = model.knownRun(runId);
    if (known === undefined) return false;
    run = addRun(model, runId, model.labelOf(known.interval), Object.keys(known.tasks));
    for (const [taskId, state] of Object.entries(known.tasks)) taskOf(run, taskId).state = state;
  }
  model.ended.delete(runId);
  run.state = "queued";
  run.cancelling = false;
  run.endedAt = undefined;
  run.reason = undefined;
  for (const taskId of taskIds) {
    setState(taskOf(run, taskId), "none");
    model.failures.delete(failureKey(runId, taskId));
    model.retries.delete(failureKey(runId, taskId));
  }
  return true;
}
