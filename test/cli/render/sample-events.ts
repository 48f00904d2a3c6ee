import type { DagSpec, TaskSpec } from "../../../protocol/dag.ts";
import type { RunEvent } from "../../../protocol/event.ts";
import type { CheckResult, RowCounts } from "../../../protocol/run.ts";

/** When the sample backfill starts: a fixed time, so that renderings can be compared. */
export const SAMPLE_START = Date.UTC(2018, 11, 1, 12, 0, 0);

const POSITION = { file: "sparkify.dag.ts", line: 12, column: 3 };

const TASK_IDS = [
  "events_ready",
  "staging.events",
  "staging.songs",
  "load_songplays",
  "dimensions.users",
  "dimensions.songs",
  "dimensions.artists",
  "dimensions.time",
  "dimensions.レベル別利用者",
  "report.emoji_🎵_charts",
  "quality_checks",
  "publish",
];

function task(id: string, upstream: readonly string[]): TaskSpec {
  return {
    id,
    operator: "loadFact",
    upstream,
    triggerRule: "all_success",
    retries: 1,
    retryDelayMs: 5000,
    retryExponentialBackoff: false,
    dependsOnPast: false,
    pool: "default_pool",
    poolSlots: 1,
    params: {},
    checks: [],
    position: POSITION,
  };
}

/** A DAG of twelve tasks, some with wide characters in their names. */
export const SAMPLE_DAG: DagSpec = {
  id: "sparkify",
  position: POSITION,
  schedule: "@daily",
  timezone: "UTC",
  startDate: "2018-11-01T00:00:00Z",
  catchup: true,
  maxActiveRuns: 8,
  maxActiveTasks: 16,
  params: {},
  tags: [],
  tasks: TASK_IDS.map((id, index) => task(id, index === 0 ? [] : [TASK_IDS[index - 1] ?? ""])),
  groups: [],
};

export function loads(table: string, inserted: number, counts: Partial<RowCounts> = {}): RowCounts {
  return { table, read: inserted, inserted, updated: 0, deleted: 0, rejected: 0, total: null, ...counts };
}

/**
 * The events of a backfill of `days` days, eight runs at a time, in order of time: one run in seven fails for
 * good, one in five tries a task twice, the first ones wait for a file, one warns.
 */
export function sampleBackfill(days: number): RunEvent[] {
  const events: RunEvent[] = [];
  const at = (ms: number): number => SAMPLE_START + Math.round(ms);
  const from = new Date(Date.UTC(2018, 10, 1)).toISOString();
  const to = new Date(Date.UTC(2018, 10, 1 + days)).toISOString();
  events.push({
    type: "backfill.created",
    at: at(0),
    backfillId: "b1",
    dagId: "sparkify",
    from,
    to,
    policy: "missing",
    order: "asc",
    taskIds: SAMPLE_DAG.tasks.map(({ id }) => id),
    stopOnFailure: false,
    params: {},
    runs: days,
  });
  const freeAt = Array.from({ length: SAMPLE_DAG.maxActiveRuns }, () => 10);
  for (let day = 0; day < days; day++) {
    const start = new Date(Date.UTC(2018, 10, 1 + day)).toISOString();
    const end = new Date(Date.UTC(2018, 10, 2 + day)).toISOString();
    const runId = `backfill__${start}`;
    const slot = freeAt.indexOf(Math.min(...freeAt));
    const begin = freeAt[slot] ?? 0;
    const run = { runId, dagId: "sparkify", kind: "backfill", interval: { start, end }, params: {} } as const;
    events.push({ type: "run.created", at: at(1), ...run, taskIds: TASK_IDS, backfillId: "b1" });
    events.push({ type: "run.started", at: at(begin), runId });
    freeAt[slot] = taskEvents(events, runId, day, begin, at);
  }
  return events.sort((a, b) => a.at - b.at);
}

function taskEvents(
  events: RunEvent[],
  runId: string,
  day: number,
  begin: number,
  at: (ms: number) => number,
): number {
  let now = begin;
  let failed = false;
  for (const [index, taskId] of TASK_IDS.entries()) {
    const it = { runId, taskId };
    if (failed) {
      events.push({ type: "task.upstream_failed", at: at(now), ...it, reason: "load_songplays failed" });
      continue;
    }
    const lasts = 120 + ((day * 37 + index * 91) % 400);
    events.push({ type: "task.scheduled", at: at(now), ...it });
    events.push({ type: "task.queued", at: at(now + 5), ...it });
    events.push({
      type: "task.started",
      at: at(now + 10),
      ...it,
      tryNumber: 1,
      tryId: `${runId}/${taskId}/1`,
    });
    now += lasts;
    if (index === 0 && day < 3) {
      const until = at(now + 3000);
      events.push({ type: "task.rescheduled", at: at(now), ...it, until, note: "no such key yet" });
      now += 3000;
    }
    if (index === 7 && day % 5 === 1) {
      const error = {
        code: "connection-lost",
        message: "The server closed the connection.",
        retryable: true,
      };
      const retryAt = at(now + 5000);
      events.push({ type: "task.failed", at: at(now), ...it, error, retryAt, loads: [], checks: [] });
      now += 5000;
      events.push({ type: "task.started", at: at(now), ...it, tryNumber: 2, tryId: `${runId}/${taskId}/2` });
      now += lasts;
    }
    if (index === 3 && day % 7 === 4) {
      failed = true;
      events.push({ type: "task.failed", at: at(now), ...it, error: SAMPLE_ERROR, loads: [], checks: [] });
      continue;
    }
    const checks = taskId === "quality_checks" ? [sampleCheck(day === 9 ? "warn" : "pass")] : [];
    const loaded = loadsOf(taskId, day);
    events.push({ type: "task.succeeded", at: at(now), ...it, loads: loaded, checks });
  }
  events.push({ type: "run.finished", at: at(now + 20), runId, state: failed ? "failed" : "success" });
  return now + 30;
}

function loadsOf(taskId: string, day: number): RowCounts[] {
  if (taskId === "staging.events") return [loads("staging_events", 388 + day * 11)];
  if (taskId === "load_songplays")
    return [loads("songplays", 1204 + day * 3, { deleted: day, total: 1204 * day })];
  if (taskId === "dimensions.users") return [loads("users", 12, { updated: 3, total: 96 })];
  return [];
}

export const SAMPLE_ERROR = {
  code: "sql-error",
  message:
    'column "levle" does not exist, and this message goes on for a while so that it is too long for a line',
  next: "Correct the name of the column, or create it.",
  position: { file: "sql/songplays.sql", line: 12, column: 9 },
  retryable: false,
};

export function sampleCheck(outcome: CheckResult["outcome"]): CheckResult {
  const message = "The table songplays has 0 rows.";
  return {
    name: "rowCount songplays",
    kind: "rowCount",
    outcome,
    observed: "0 rows",
    expected: "at least 1",
    message,
  };
}
