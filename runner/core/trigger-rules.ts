import type { TaskState } from "../../protocol/run.ts";
import { isFinished } from "../../protocol/run.ts";
import type { TriggerRule } from "../../protocol/trigger-rule.ts";
import { assertNever } from "../../protocol/user-error.ts";

/** What a trigger rule says of a task: it may start, has to wait, or ends without starting. */
export type TriggerVerdict = "start" | "wait" | "skipped" | "upstream_failed";

interface Counts {
  readonly upstream: number;
  readonly success: number;
  readonly skipped: number;
  /** failed, upstream_failed and cancelled. */
  readonly failed: number;
  /** failed only, as `one_done` counts. */
  readonly ownFailed: number;
  readonly done: number;
}

/**
 * Airflow's trigger rules, with the same early ends: a rule that can no longer hold ends the task at once
 * (`all_success` after the first failure), it does not wait for the other upstream tasks. A cancelled
 * upstream task counts as failed, which Airflow does not have.
 */
export function evaluateTriggerRule(rule: TriggerRule, upstream: readonly TaskState[]): TriggerVerdict {
  if (upstream.length === 0) return "start";
  const counts = count(upstream);
  const allDone = counts.done === counts.upstream;
  switch (rule) {
    case "always":
      return "start";
    case "all_success":
      if (counts.failed > 0) return "upstream_failed";
      if (counts.skipped > 0) return "skipped";
      return allDone ? "start" : "wait";
    case "all_failed":
      if (counts.success > 0 || counts.skipped > 0) return "skipped";
      return allDone ? "start" : "wait";
    case "all_done":
      return allDone ? "start" : "wait";
    case "all_skipped":
      if (counts.success > 0 || counts.failed > 0) return "skipped";
      return allDone ? "start" : "wait";
    case "one_success":
      if (counts.success > 0) return "start";
      if (!allDone) return "wait";
      return counts.skipped === counts.upstream ? "skipped" : "upstream_failed";
    case "one_failed":
      if (counts.failed > 0) return "start";
      return allDone ? "skipped" : "wait";
    case "one_done":
      if (counts.success + counts.ownFailed > 0) return "start";
      return allDone ? "skipped" : "wait";
    case "none_failed":
      if (counts.failed > 0) return "upstream_failed";
      return allDone ? "start" : "wait";
    case "none_failed_min_one_success":
      if (counts.failed > 0) return "upstream_failed";
      if (counts.skipped === counts.upstream) return "skipped";
      return allDone ? "start" : "wait";
    case "none_skipped":
      if (counts.skipped > 0) return "skipped";
      return allDone ? "start" : "wait";
    case "all_done_min_one_success":
      if (!allDone) return "wait";
      if (counts.success > 0) return "start";
      return counts.skipped === counts.upstream ? "skipped" : "upstream_failed";
    default:
      return assertNever(rule);
  }
}

function count(states: readonly TaskState[]): Counts {
  let success = 0;
  let skipped = 0;
  let failed = 0;
  let ownFailed = 0;
  let done = 0;
  for (const state of states) {
    if (state === "success") success++;
    else if (state === "skipped") skipped++;
    else if (state === "failed") {
      failed++;
      ownFailed++;
    } else if (state === "upstream_failed" || state === "cancelled") failed++;
    if (isFinished(state)) done++;
  }
  return { upstream: states.length, success, skipped, failed, ownFailed, done };
}
