import type { TaskState } from "../../../protocol/run.ts";

/** The first of them that any task is in says how a group stands. */
const WEIGHTIEST_FIRST: readonly TaskState[] = [
  "failed",
  "running",
  "up_for_retry",
  "up_for_reschedule",
  "queued",
  "scheduled",
  "upstream_failed",
  "cancelled",
  "none",
  "success",
  "skipped",
];

export function groupState(states: readonly TaskState[]): TaskState {
  return WEIGHTIEST_FIRST.find((state) => states.includes(state)) ?? "none";
}
