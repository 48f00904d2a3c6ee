import { randomUUID } from "node:crypto";
import type { RunEvent } from "../../protocol/event.ts";
import type { CheckResult, RowCounts } from "../../protocol/run.ts";
import { makeRunId } from "../../runner/engine/run-id.ts";

const HOUR_MS = 60 * 60 * 1000;
/** One run of so many fails half-way. */
const FAILURES = 50;

export interface MadeUpRun {
  readonly dagId: string;
  readonly taskIds: readonly string[];
  /** Its number, from 0: hourly intervals from 2024 on. */
  readonly index: number;
}

/** The events of a run as the engine would have stored them: each task with a load, the last with checks. */
export function runEvents({ dagId, taskIds, index }: MadeUpRun): readonly RunEvent[] {
  const start = Date.UTC(2024, 0, 1) + index * HOUR_MS;
  const interval = {
    start: new Date(start).toISOString(),
    end: new Date(start + HOUR_MS).toISOString(),
  };
  const runId = makeRunId(dagId, "scheduled", interval);
  const fails = index % FAILURES === FAILURES - 1;
  let at = start + HOUR_MS;
  const events: RunEvent[] = [
    { type: "run.created", at, runId, dagId, kind: "scheduled", interval, params: {}, taskIds },
    { type: "run.started", at, runId },
  ];
  let failed = false;
  for (const [position, taskId] of taskIds.entries()) {
    at += 1000;
    const of = { at, runId, taskId };
    if (failed) {
      events.push({ type: "task.upstream_failed", ...of, reason: "all_success: a task before it failed" });
      continue;
    }
    events.push(
      { type: "task.scheduled", ...of },
      { type: "task.queued", ...of },
      { type: "task.started", ...of, tryNumber: 1, tryId: randomUUID() },
    );
    const loads = [load(taskId)];
    const checks = position === taskIds.length - 1 ? CHECKS : [];
    failed = fails && position === Math.floor(taskIds.length / 2);
    const done = { ...of, at: at + 900, loads, checks };
    const error = { code: "query-failed", message: "division by zero", retryable: false };
    events.push(failed ? { type: "task.failed", ...done, error } : { type: "task.succeeded", ...done });
  }
  events.push({ type: "run.finished", at: at + 1000, runId, state: failed ? "failed" : "success" });
  return events;
}

function load(taskId: string): RowCounts {
  const counts = { read: 6820, inserted: 6820, updated: 0, deleted: 0, rejected: 0, total: 6820 };
  return { table: `table_${taskId}`, ...counts };
}

const CHECKS: readonly CheckResult[] = ["has rows", "keys are unique", "no orphans"].map((name) => ({
  name,
  kind: "sql",
  outcome: "pass",
  observed: "0",
  expected: "0",
  message: "",
  sql: "SELECT count(*) FROM songplays WHERE user_id IS NULL",
}));
