import type { DataInterval } from "../../protocol/run.ts";
import { intervalLabeler } from "../../protocol/text/interval-label.ts";

/** The `--date` that means the run of this interval: `2018-11-03`, or the moment at which it starts. */
export function intervalArgument(interval: DataInterval, timezone: string): string {
  const label = intervalLabeler(timezone)(interval);
  return /^\d{4}-\d{2}-\d{2}$/.test(label) ? label : timeArgument(interval.start);
}

/** An ISO 8601 instant as people write it: `2018-11-03T05:00:00Z`. */
export function timeArgument(time: string): string {
  return time.replace(/\.000Z$/, "Z");
}
