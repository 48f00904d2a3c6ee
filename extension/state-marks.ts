import type { TaskState } from "../protocol/run.ts";
import type { IntervalState } from "../protocol/work.ts";

/** A codicon's name and a theme colour's id. Every icon differs from the others without colour. */
export interface StateMark {
  readonly icon: string;
  readonly color: string;
}

/** How a state of a run, a backfill or a task instance looks, wherever the editor shows one. */
export const STATE_MARKS: Readonly<Record<TaskState | IntervalState, StateMark>> = {
  none: { icon: "circle-outline", color: "testing.iconUnset" },
  scheduled: { icon: "circle-large-outline", color: "testing.iconUnset" },
  queued: { icon: "watch", color: "testing.iconQueued" },
  running: { icon: "sync~spin", color: "charts.blue" },
  up_for_retry: { icon: "debug-restart", color: "charts.yellow" },
  up_for_reschedule: { icon: "clock", color: "charts.purple" },
  success: { icon: "pass", color: "testing.iconPassed" },
  failed: { icon: "error", color: "testing.iconFailed" },
  skipped: { icon: "debug-step-over", color: "testing.iconSkipped" },
  upstream_failed: { icon: "circle-slash", color: "charts.orange" },
  cancelled: { icon: "stop-circle", color: "charts.purple" },
  paused: { icon: "debug-pause", color: "charts.yellow" },
  interrupted: { icon: "debug-disconnect", color: "charts.orange" },
};
