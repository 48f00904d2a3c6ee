import type { RunEvent } from "../../../protocol/event.ts";
import { isFinished, type RowCounts, type TaskState } from "../../../protocol/run.ts";
import { assertNever } from "../../../protocol/user-error.ts";
import { notableChecks } from "./check-line.ts";
import {
  type ProgressModel,
  type RunProgress,
  rowsOf,
  type TaskFailure,
  type TaskProgress,
  taskOf,
} from "./progress-model.ts";

export type TaskEvent = Extract<RunEvent, { readonly type: `task.${string}` }>;

/** Takes an event of a task of a known run into the model. */
export function applyTaskEvent(model: ProgressModel, run: RunProgress, event: TaskEvent): void {
  const task = taskOf(run, event.taskId);
  const key = failureKey(run.runId, event.taskId);
  setState(task, stateAfter(event), "until" in event ? event.until : undefined);
  model.retries.delete(key);
  switch (event.type) {
    case "task.started":
      task.startedAt = event.at;
      model.startedAt ??= event.at;
      model.failures.delete(key);
      break;
    case "task.failed":
      takeLoads(model, run, event.loads);
      task.until = event.retryAt;
      (event.retryAt === undefined ? model.failures : model.retries).set(key, failureOf(run, event));
      break;
    case "task.succeeded":
      takeLoads(model, run, event.loads);
      for (const check of event.checks.filter(({ outcome }) => outcome === "warn")) {
        model.warnings.set(`${key}/${check.name}`, { run, taskId: event.taskId, check });
      }
      break;
    default:
      break;
  }
}

function failureOf(
  run: RunProgress,
  event: Extract<TaskEvent, { readonly type: "task.failed" }>,
): TaskFailure {
  const { taskId, error } = event;
  const skipped = event.checks.filter(({ outcome }) => outcome === "skipped").length;
  return { run, taskId, error, checks: notableChecks(event.checks), skipped };
}

export function setState(task: TaskProgress, state: TaskState, until?: number): void {
  task.state = state;
  task.until = until;
  task.endedHere = isFinished(state);
}

export function failureKey(runId: string, taskId: string): string {
  return `${runId}/${taskId}`;
}

function stateAfter(event: TaskEvent): TaskState {
  switch (event.type) {
    case "task.scheduled":
      return "scheduled";
    case "task.queued":
      return "queued";
    case "task.started":
      return "running";
    case "task.interrupted":
      return "none";
    case "task.rescheduled":
      return "up_for_reschedule";
    case "task.failed":
      return event.retryAt === undefined ? "failed" : "up_for_retry";
    case "task.succeeded":
      return "success";
    case "task.skipped":
      return "skipped";
    case "task.upstream_failed":
      return "upstream_failed";
    case "task.cancelled":
      return "cancelled";
    default:
      return assertNever(event);
  }
}

function takeLoads(model: ProgressModel, run: RunProgress, loads: readonly RowCounts[]): void {
  run.rows += rowsOf(loads);
  for (const load of loads) {
    const before = model.tables.get(load.table);
    model.tables.set(load.table, before === undefined ? load : addCounts(before, load));
  }
}

function addCounts(before: RowCounts, load: RowCounts): RowCounts {
  return {
    table: load.table,
    read: before.read + load.read,
    inserted: before.inserted + load.inserted,
    updated: before.updated + load.updated,
    deleted: before.deleted + load.deleted,
    rejected: before.rejected + load.rejected,
    total: load.total ?? before.total,
  };
}
