import type { BackfillPolicy, RunOrder } from "../../protocol/backfill.ts";
import type { TaskError } from "../../protocol/event.ts";
import type {
  BackfillRecord,
  CheckRecord,
  LoadRecord,
  RunRecord,
  ScheduleRecord,
  TaskRecord,
  TryRecord,
} from "../../protocol/history.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { CheckOutcome, FailingRows, RunKind, RunState, TaskState } from "../../protocol/run.ts";

/** From a row of the history's tables to its record. Columns are what the migrations say. */
type Row = Record<string, unknown>;

export function toRun(row: Row): RunRecord {
  return {
    runId: text(row["run_id"]),
    dagId: text(row["dag_id"]),
    kind: row["kind"] as RunKind,
    interval: { start: text(row["interval_start"]), end: text(row["interval_end"]) },
    params: JSON.parse(text(row["params"])) as JsonObject,
    backfillId: textOrNull(row["backfill_id"]),
    previousRunId: textOrNull(row["previous_run_id"]),
    state: row["state"] as RunState,
    reason: textOrNull(row["reason"]),
    createdAt: Number(row["created_at"]),
    startedAt: numberOrNull(row["started_at"]),
    endedAt: numberOrNull(row["ended_at"]),
  };
}

/** `counts` are those of its runs. */
export function toBackfill(row: Row, counts: Readonly<Record<RunState, number>>): BackfillRecord {
  const taskIds = textOrNull(row["task_ids"]);
  return {
    backfillId: text(row["backfill_id"]),
    dagId: text(row["dag_id"]),
    from: text(row["range_from"]),
    to: text(row["range_to"]),
    policy: row["policy"] as BackfillPolicy,
    order: row["run_order"] as RunOrder,
    taskIds: taskIds === null ? null : (JSON.parse(taskIds) as string[]),
    maxActiveRuns: numberOrNull(row["max_active_runs"]),
    stopOnFailure: row["stop_on_failure"] === 1,
    params: JSON.parse(text(row["params"])) as JsonObject,
    createdAt: Number(row["created_at"]),
    pausedAt: numberOrNull(row["paused_at"]),
    counts,
    startedAt: numberOrNull(row["started_at"]),
    endedAt: numberOrNull(row["ended_at"]),
  };
}

export function toTask(row: Row): TaskRecord {
  return {
    taskId: text(row["task_id"]),
    state: row["state"] as TaskState,
    tryNumber: Number(row["try_number"]),
    retriesUsed: Number(row["retries_used"]),
    tryId: textOrNull(row["try_id"]),
    startedAt: numberOrNull(row["started_at"]),
    endedAt: numberOrNull(row["ended_at"]),
    nextAt: numberOrNull(row["next_at"]),
    isLoaded: row["is_loaded"] === 1,
    note: textOrNull(row["note"]),
    error: errorOrNull(row["error"]),
  };
}

export function toTry(row: Row): TryRecord {
  return {
    tryId: text(row["try_id"]),
    tryNumber: Number(row["try_number"]),
    startedAt: Number(row["started_at"]),
    endedAt: numberOrNull(row["ended_at"]),
    outcome: textOrNull(row["outcome"]),
    error: errorOrNull(row["error"]),
  };
}

export function toLoad(row: Row): LoadRecord {
  return {
    runId: text(row["run_id"]),
    taskId: text(row["task_id"]),
    dagId: text(row["dag_id"]),
    interval: { start: text(row["interval_start"]), end: text(row["interval_end"]) },
    at: Number(row["at"]),
    table: text(row["table_name"]),
    read: Number(row["read"]),
    inserted: Number(row["inserted"]),
    updated: Number(row["updated"]),
    deleted: Number(row["deleted"]),
    rejected: Number(row["rejected"]),
    total: numberOrNull(row["total"]),
  };
}

export function toCheck(row: Row): CheckRecord {
  const sql = textOrNull(row["sql"]);
  const value = numberOrNull(row["value"]);
  const failed = numberOrNull(row["failed"]);
  const of = numberOrNull(row["of_count"]);
  const failing = textOrNull(row["failing"]);
  return {
    dagId: text(row["dag_id"]),
    taskId: text(row["task_id"]),
    interval: { start: text(row["interval_start"]), end: text(row["interval_end"]) },
    runId: textOrNull(row["run_id"]),
    tryId: textOrNull(row["try_id"]),
    at: Number(row["at"]),
    name: text(row["name"]),
    kind: text(row["kind"]),
    outcome: row["outcome"] as CheckOutcome,
    observed: text(row["observed"]),
    expected: text(row["expected"]),
    message: text(row["message"]),
    ...(sql === null ? {} : { sql }),
    ...(value === null ? {} : { value }),
    ...(failed === null ? {} : { failed }),
    ...(of === null ? {} : { of }),
    ...(failing === null ? {} : { failing: JSON.parse(failing) as FailingRows }),
  };
}

export function toSchedule(row: Row): ScheduleRecord {
  return {
    dagId: text(row["dag_id"]),
    cursor: textOrNull(row["cursor"]),
    pausedAt: numberOrNull(row["paused_at"]),
  };
}

function text(value: unknown): string {
  return String(value);
}

function textOrNull(value: unknown): string | null {
  return value === null ? null : String(value);
}

function numberOrNull(value: unknown): number | null {
  return value === null ? null : Number(value);
}

function errorOrNull(value: unknown): TaskError | null {
  return value === null ? null : (JSON.parse(String(value)) as TaskError);
}
