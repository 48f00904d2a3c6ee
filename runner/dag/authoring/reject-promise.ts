import type { RawFrames } from "../raw.ts";
import { report } from "./registry.ts";

/** A build function that goes on later would make tasks when nobody listens any more. */
export function rejectPromise(result: unknown, what: string, frames: RawFrames): void {
  if (typeof (result as { then?: unknown } | undefined | null)?.then !== "function") return;
  report(
    frames,
    "async-build",
    `The function given to ${what} is async.`,
    "Make it a plain function; await belongs into the run function of a task.",
  );
}
