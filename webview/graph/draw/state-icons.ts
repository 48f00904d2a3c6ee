import type { TaskState } from "../../../protocol/run.ts";
import { svg } from "./svg.ts";

interface StateIcon {
  /** Paths in a square of 16 that are drawn as lines. */
  readonly lines: readonly string[];
  /** Paths that are filled. */
  readonly filled?: readonly string[];
  readonly isTurning?: true;
}

const CIRCLE = "M14 8A6 6 0 1 1 2 8A6 6 0 1 1 14 8";

/** Each differs from the others without its colour: by outline and by what is in it. */
const ICONS: Readonly<Record<TaskState, StateIcon>> = {
  none: { lines: ["M4.5 8h7"] },
  scheduled: { lines: [CIRCLE] },
  queued: { lines: [CIRCLE, "M8 4.8V8l2.4 1.6"] },
  running: { lines: ["M8 2a6 6 0 1 1-6 6"], filled: ["M6.4 5.4v5.2L10.6 8z"], isTurning: true },
  up_for_retry: { lines: ["M13 8a5 5 0 1 1-1.6-3.7", "M13.2 1.6v3.2H10"] },
  up_for_reschedule: { lines: ["M4 2h8M4 14h8", "M5 2c0 4 6 4 6 6s-6 2-6 6", "M11 2c0 4-6 4-6 6s6 2 6 6"] },
  success: { lines: [CIRCLE, "M5.2 8.2l2 2 3.8-4.2"] },
  failed: {
    lines: ["M5.4 1.8h5.2L14.2 5.4v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4z", "M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4"],
  },
  skipped: { lines: ["M3 4l4 4-4 4M8.5 4l4 4-4 4"] },
  upstream_failed: { lines: ["M8 2l6.4 11.6H1.6z", "M8 6.4v3.4"], filled: ["M7.2 11h1.6v1.4H7.2z"] },
  cancelled: { lines: [CIRCLE, "M3.8 12.2l8.4-8.4"] },
};

/** The icon of a state, 16 by 16. Its colour is the node's. */
export function stateIcon(state: TaskState): SVGGElement {
  const { lines, filled = [], isTurning } = ICONS[state];
  const strokes = lines.map((d) => svg("path", { d, class: "line" }));
  // Only the ring turns, not what is in it.
  if (isTurning) strokes[0]?.classList.add("turning");
  return svg(
    "g",
    { class: "state-icon", "aria-hidden": "true" },
    ...strokes,
    ...filled.map((d) => svg("path", { d, class: "fill" })),
  );
}
