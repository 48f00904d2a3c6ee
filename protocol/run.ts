import type { Json } from "./json.ts";

/**
 * The states that runs and task instances are in.
 *
 * A run is `queued` until a slot among its DAG's active runs is free, then `running`, then one of the end
 * states. A task instance has no state (`none`) until its trigger rule holds; `scheduled` means that it may
 * start and waits for a slot; `queued` means that a slot is taken and the executor has it.
 * `up_for_retry` and `up_for_reschedule` (a waiting sensor) hold no slot and have a time at which they go on.
 */
export const RUN_STATES = ["queued", "running", "success", "failed", "cancelled"] as const;
export type RunState = (typeof RUN_STATES)[number];

export const TASK_STATES = [
  "none",
  "scheduled",
  "queued",
  "running",
  "up_for_retry",
  "up_for_reschedule",
  "success",
  "failed",
  "skipped",
  "upstream_failed",
  "cancelled",
] as const;
export type TaskState = (typeof TASK_STATES)[number];

const FINISHED: ReadonlySet<string> = new Set([
  "success",
  "failed",
  "skipped",
  "upstream_failed",
  "cancelled",
]);

/** True when a task instance or a run in this state will not change by itself any more. */
export function isFinished(state: TaskState | RunState): boolean {
  return FINISHED.has(state);
}

/** Half-open stretch of time, both ends ISO 8601 in UTC (`2018-11-01T00:00:00.000Z`). */
export interface DataInterval {
  readonly start: string;
  readonly end: string;
}

export type RunKind = "manual" | "scheduled" | "backfill";

/** What one load did to one table. Counts are rows. */
export interface RowCounts {
  /** As the user wrote it: `songplays`, `mart.songplays`. */
  readonly table: string;
  /** Rows that the source gave (records of files, rows of a SELECT). */
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  /** Records that could not be loaded; they are in the rejects table. */
  readonly rejected: number;
  /** Rows in the table right after the load; null where it was not counted. The ledger has those of staging only. */
  readonly total: number | null;
  /**
   * When it was committed, in milliseconds since the epoch. Its checks come later, so of loads side by side the one that
   * ended last need not have the newest total.
   */
  readonly committedAt?: number;
}

export const CHECK_OUTCOMES = ["pass", "warn", "fail", "error", "skipped"] as const;
/** `error` means that the check could not be evaluated. */
export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];

export interface CheckResult {
  readonly name: string;
  readonly kind: string;
  readonly outcome: CheckOutcome;
  /** In words a person reads: `0 rows`, `8 users`. */
  readonly observed: string;
  readonly expected: string;
  readonly message: string;
  /** The statement that was run, rendered. */
  readonly sql?: string;
  /** The number behind `observed`, to be compared over runs: rows, failing rows, seconds of age. */
  readonly value?: number;
  /** How much breaks the rule (rows, keys, columns), and out of how many. */
  readonly failed?: number;
  readonly of?: number;
  /** Some of the rows that break the rule; of warnings too. */
  readonly failing?: FailingRows;
}

/** Rows that break a check's rule, as many as are kept: up to a number of rows and of bytes. */
export interface FailingRows {
  readonly columns: readonly string[];
  /** Numbers beyond JavaScript's precision, dates and times are text. */
  readonly rows: readonly (readonly Json[])[];
  /** More rows break the rule than are here, or a long value was cut. */
  readonly isCut: boolean;
}
