import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { RunEvent } from "../../protocol/event.ts";
import type { CheckResult, RowCounts, RunState } from "../../protocol/run.ts";
import { assertNever } from "../../protocol/user-error.ts";

type Value = string | number | null;

/**
 * Brings the derived tables up to date with an event. `database` is in a transaction. Statements are prepared
 * once for the life of the projection.
 */
export function createProjection(database: DatabaseSync): (event: RunEvent) => void {
  const prepared = new Map<string, StatementSync>();
  const run = (sql: string, ...values: Value[]): void => {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      statement = database.prepare(sql);
      prepared.set(sql, statement);
    }
    statement.run(...values);
  };
  return (event) => project(event, run);
}

type Run = (sql: string, ...values: Value[]) => void;

const SET_TASK = "UPDATE task_instance SET state = ?, next_at = ?";
const ONE_TASK = "WHERE run_id = ? AND task_id = ?";

function project(event: RunEvent, run: Run): void {
  switch (event.type) {
    case "backfill.created":
      run(
        `INSERT INTO backfill (backfill_id, dag_id, range_from, range_to, runs, created_at,
           policy, run_order, task_ids, max_active_runs, stop_on_failure, params)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[event.backfillId, event.dagId, event.from, event.to, event.runs, event.at],
        ...[event.policy, event.order, JSON.stringify(event.taskIds), event.maxActiveRuns ?? null],
        ...[event.stopOnFailure ? 1 : 0, JSON.stringify(event.params)],
      );
      return;
    case "backfill.paused":
      run("UPDATE backfill SET paused_at = ? WHERE backfill_id = ?", event.at, event.backfillId);
      return;
    case "backfill.resumed":
    case "backfill.cancelled":
      run("UPDATE backfill SET paused_at = NULL WHERE backfill_id = ?", event.backfillId);
      return;
    case "run.created":
      run(
        "INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', NULL, ?, NULL, NULL)",
        event.runId,
        event.dagId,
        event.kind,
        event.interval.start,
        event.interval.end,
        JSON.stringify(event.params),
        event.backfillId ?? null,
        event.previousRunId ?? null,
        event.at,
      );
      for (const taskId of event.taskIds) resetTask(run, event.runId, taskId, true);
      joinBackfill(run, event.runId);
      return;
    case "run.started":
      run("UPDATE run SET state = 'running', started_at = ? WHERE run_id = ?", event.at, event.runId);
      run(
        `UPDATE backfill_run SET state = 'running', started_at = coalesce(started_at, ?) ${RUN_OF_BACKFILL}`,
        ...[event.at, event.runId, event.runId],
      );
      return;
    case "run.reopened":
      run(
        `UPDATE run SET state = 'queued', reason = NULL, started_at = NULL, ended_at = NULL,
           backfill_id = coalesce(?, backfill_id), params = coalesce(?, params), interval_end = coalesce(?, interval_end) WHERE run_id = ?`,
        event.backfillId ?? null,
        event.anew === undefined ? null : JSON.stringify(event.anew.params),
        event.anew?.interval.end ?? null,
        event.runId,
      );
      for (const taskId of event.taskIds) resetTask(run, event.runId, taskId, event.anew !== undefined);
      joinBackfill(run, event.runId);
      return;
    case "run.cleared":
      // Its times stay those of its work.
      run("UPDATE run SET state = 'cancelled', reason = ? WHERE run_id = ?", event.reason, event.runId);
      run(`UPDATE backfill_run SET state = 'cancelled' ${RUN_OF_BACKFILL}`, event.runId, event.runId);
      for (const taskId of event.taskIds) resetTask(run, event.runId, taskId, true);
      return;
    case "run.cancelling":
      run("UPDATE run SET reason = ? WHERE run_id = ?", event.reason, event.runId);
      return;
    case "run.finished":
      endRun(run, event, event.state, event.reason ?? null);
      return;
    case "checks.evaluated":
      keepChecks(run, event);
      return;
    case "schedule.advanced":
      setSchedule(run, event.dagId, "cursor", event.cursor);
      return;
    case "schedule.paused":
      setSchedule(run, event.dagId, "paused_at", event.at);
      return;
    case "schedule.resumed":
      setSchedule(run, event.dagId, "paused_at", null);
      return;
    default:
      projectTask(event, run);
  }
}

const RUN_OF_BACKFILL = "WHERE run_id = ? AND backfill_id = (SELECT backfill_id FROM run WHERE run_id = ?)";

/** The run is one of its backfill's, if it has one, and waits there. */
function joinBackfill(run: Run, runId: string): void {
  run(
    `INSERT INTO backfill_run SELECT backfill_id, run_id, 'queued', NULL, NULL FROM run
     WHERE run_id = ? AND backfill_id IS NOT NULL
     ON CONFLICT DO UPDATE SET state = 'queued'`,
    runId,
  );
}

function endRun(
  run: Run,
  { runId, at }: { readonly runId: string; readonly at: number },
  state: RunState,
  reason: string | null,
): void {
  run("UPDATE run SET state = ?, reason = ?, ended_at = ? WHERE run_id = ?", state, reason, at, runId);
  run(`UPDATE backfill_run SET state = ?, ended_at = ? ${RUN_OF_BACKFILL}`, state, at, runId, runId);
}

function setSchedule(run: Run, dagId: string, column: "cursor" | "paused_at", value: Value): void {
  run(
    `INSERT INTO schedule (dag_id, ${column}) VALUES (?, ?) ON CONFLICT DO UPDATE SET ${column} = excluded.${column}`,
    dagId,
    value,
  );
}

function resetTask(run: Run, runId: string, taskId: string, anew: boolean): void {
  run(
    `INSERT INTO task_instance VALUES (?, ?, 'none', 0, 0, NULL, NULL, NULL, NULL, 0, NULL, NULL)
     ON CONFLICT DO UPDATE SET state = 'none', retries_used = 0, try_id = NULL, started_at = NULL,
       ended_at = NULL, next_at = NULL, is_loaded = is_loaded * ?, note = NULL, error = NULL`,
    runId,
    taskId,
    anew ? 0 : 1,
  );
}

type TaskEvent = Extract<RunEvent, { type: `task.${string}` }>;

function projectTask(event: TaskEvent, run: Run): void {
  const { at, runId, taskId } = event;
  switch (event.type) {
    case "task.scheduled":
      run(`${SET_TASK} ${ONE_TASK}`, "scheduled", null, runId, taskId);
      return;
    case "task.queued":
      run(`${SET_TASK} ${ONE_TASK}`, "queued", null, runId, taskId);
      return;
    case "task.started":
      run(
        `UPDATE task_instance SET state = 'running', next_at = NULL, try_number = ?, ended_at = NULL, error = NULL,
           started_at = CASE WHEN try_id = ? THEN started_at ELSE ? END, try_id = ? ${ONE_TASK}`,
        event.tryNumber,
        event.tryId,
        at,
        event.tryId,
        runId,
        taskId,
      );
      run(
        "INSERT INTO task_try VALUES (?, ?, ?, ?, ?, NULL, NULL, NULL) ON CONFLICT DO NOTHING",
        event.tryId,
        runId,
        taskId,
        event.tryNumber,
        at,
      );
      return;
    case "task.rescheduled":
      run(`${SET_TASK}, note = ? ${ONE_TASK}`, "up_for_reschedule", event.until, event.note, runId, taskId);
      return;
    case "task.succeeded":
      setLoaded(run, event, false);
      end(run, event, "success", event.note ?? null, null);
      keepResults(run, event, event.loads, event.checks);
      return;
    case "task.failed": {
      const error = JSON.stringify(event.error);
      keepResults(run, event, event.loads, event.checks);
      end(run, event, "failed", null, error);
      setLoaded(run, event, event.isLoaded === true);
      if (event.retryAt === undefined) return;
      run(
        `${SET_TASK}, retries_used = retries_used + 1 ${ONE_TASK}`,
        "up_for_retry",
        event.retryAt,
        runId,
        taskId,
      );
      return;
    }
    case "task.interrupted":
      keepCommitted(run, event);
      end(run, event, "none", "interrupted", null);
      run(`UPDATE task_instance SET try_number = try_number - 1, try_id = NULL ${ONE_TASK}`, runId, taskId);
      return;
    case "task.skipped":
      end(run, event, "skipped", event.reason, null);
      return;
    case "task.upstream_failed":
      end(run, event, "upstream_failed", event.reason, null);
      return;
    case "task.cancelled":
      keepCommitted(run, event);
      end(run, event, "cancelled", event.reason, null);
      return;
    default:
      assertNever(event);
  }
}

/** Ends the task instance, and its try if it had one. */
function end(run: Run, event: TaskEvent, state: string, note: string | null, error: string | null): void {
  const { at, runId, taskId } = event;
  const outcome = state === "none" ? "interrupted" : state;
  run(
    `UPDATE task_try SET ended_at = ?, outcome = ?, error = ?
     WHERE ended_at IS NULL AND try_id = (SELECT try_id FROM task_instance ${ONE_TASK})`,
    at,
    outcome,
    error,
    runId,
    taskId,
  );
  run(
    `${SET_TASK}, note = ?, error = ?, ended_at = ? ${ONE_TASK}`,
    state,
    null,
    note,
    error,
    at,
    runId,
    taskId,
  );
}

function keepCommitted(
  run: Run,
  event: Extract<TaskEvent, { type: "task.interrupted" | "task.cancelled" }>,
): void {
  if (event.committed === undefined) return;
  keepResults(run, event, event.committed, []);
  setLoaded(run, event, true);
}

function setLoaded(run: Run, { runId, taskId }: TaskEvent, isLoaded: boolean): void {
  run(`UPDATE task_instance SET is_loaded = ? ${ONE_TASK}`, isLoaded ? 1 : 0, runId, taskId);
}

function keepResults(
  run: Run,
  event: TaskEvent,
  loads: readonly RowCounts[],
  checks: readonly CheckResult[],
): void {
  const { at, runId, taskId } = event;
  const tryId = `(SELECT try_id FROM task_instance ${ONE_TASK})`;
  for (const load of loads) {
    run(
      `INSERT INTO load VALUES (coalesce(${tryId}, ''), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[runId, taskId, runId, taskId, load.table, load.committedAt ?? at],
      ...[load.read, load.inserted, load.updated, load.deleted, load.rejected, load.total],
    );
  }
  for (const check of checks) {
    run(
      `INSERT INTO check_result
       SELECT dag_id, ?, ?, interval_start, interval_end, run_id, ${tryId}, ${CHECK_VALUES}
       FROM run WHERE run_id = ?`,
      ...[taskId, check.name, runId, taskId, ...checkValues(check, at), runId],
    );
  }
}

/** Results of checks that no try has evaluated. */
function keepChecks(run: Run, event: Extract<RunEvent, { type: "checks.evaluated" }>): void {
  const { at, dagId, taskId, interval } = event;
  for (const check of event.checks) {
    run(
      `INSERT INTO check_result VALUES (?, ?, ?, ?, ?, ?, NULL, ${CHECK_VALUES})`,
      ...[dagId, taskId, check.name, interval.start, interval.end, event.runId ?? null],
      ...checkValues(check, at),
    );
  }
}

/** Of the columns of `check_result` from `at` on. */
const CHECK_VALUES = Array(11).fill("?").join(", ");

function checkValues(check: CheckResult, at: number): Value[] {
  const { kind, outcome, observed, expected, message, sql, value, failed, of, failing } = check;
  const counts = [value ?? null, failed ?? null, of ?? null];
  const rows = failing === undefined ? null : JSON.stringify(failing);
  return [at, kind, outcome, observed, expected, message, sql ?? null, ...counts, rows];
}
