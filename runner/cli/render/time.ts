import { formatDuration } from "../../../protocol/text/duration.ts";

/** A length of time in milliseconds, in whole seconds below a minute: for times that tick, and estimates. */
export function formatSeconds(ms: number): string {
  const time = Math.max(0, ms);
  return time < 59_500 ? `${Math.round(time / 1000)} s` : formatDuration(time);
}

/** The time of day in UTC, from milliseconds since the epoch: `12:01:02`. */
export function clockTime(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
