/**
 * Which intervals of a range are run. `missing`: those that never ended (no run, cancelled, or interrupted).
 * `failed`: these and the failed ones, of which only what did not succeed runs again. `all`: every one, from
 * its first task.
 */
export const BACKFILL_POLICIES = ["missing", "failed", "all"] as const;
export type BackfillPolicy = (typeof BACKFILL_POLICIES)[number];

/** Oldest interval first, or newest first. */
export const RUN_ORDERS = ["asc", "desc"] as const;
export type RunOrder = (typeof RUN_ORDERS)[number];

/**
 * `running` while a runner is at it, `paused` when it was told to wait and has runs left that do, `interrupted` when
 * its runner died. Ended, it is `failed` when one of its runs failed, else `cancelled` when one was, else `success`.
 */
export const BACKFILL_STATES = [
  "running",
  "paused",
  "interrupted",
  "success",
  "failed",
  "cancelled",
] as const;
export type BackfillState = (typeof BACKFILL_STATES)[number];
