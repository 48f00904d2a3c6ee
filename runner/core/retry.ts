import type { TaskSpec } from "../../protocol/dag.ts";

/** Airflow's limit of a growing delay where the task gives none: a day. */
const LONGEST_DELAY_MS = 24 * 60 * 60 * 1000;

/**
 * When a failed try is followed by another, in milliseconds since the epoch; undefined when it is not.
 * `retriesUsed` counts the retries that were already spent since the task was last cleared.
 */
export function retryAt(
  task: TaskSpec,
  retriesUsed: number,
  retryable: boolean,
  now: number,
): number | undefined {
  if (!retryable || retriesUsed >= task.retries) return undefined;
  return now + retryDelay(task, retriesUsed);
}

/** The delay in milliseconds before retry number `retriesUsed + 1`: fixed, or doubling up to the cap. */
export function retryDelay(task: TaskSpec, retriesUsed: number): number {
  const growth = task.retryExponentialBackoff ? 2 ** Math.min(retriesUsed, 40) : 1;
  return Math.min(
    task.retryDelayMs * growth,
    task.maxRetryDelayMs ?? Math.max(LONGEST_DELAY_MS, task.retryDelayMs),
  );
}
