import type { TaskState } from "../../../protocol/run.ts";
import type { IntervalState } from "../../../protocol/work.ts";

/** The icon that a run's state has: runs are shown with those of tasks. */
export function iconStateOf(state: IntervalState): TaskState {
  switch (state) {
    case "paused":
      return "scheduled";
    case "interrupted":
      return "upstream_failed";
    default:
      return state;
  }
}

export function isOver(state: IntervalState): boolean {
  return state === "success" || state === "failed" || state === "cancelled";
}
