import type { DataInterval } from "../run.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Short names for data intervals, by the wall clock of a time zone (an IANA name): `2018-11-03` for a day,
 * `2018-11` for a month, `2018-11-03 05:00` for an hour, `2018-11-05 +7d` for any other length.
 */
export function intervalLabeler(timezone: string): (interval: DataInterval) => string {
  const wallClock = wallClockIn(timezone);
  return ({ start, end }) => {
    const first = wallClock(start);
    const last = wallClock(end);
    // Wall clocks are compared, not instants: a day on which the clocks change has 23 or 25 hours.
    const length = Date.parse(`${last}Z`) - Date.parse(`${first}Z`);
    const date = first.slice(0, 10);
    const atMidnight = first.endsWith("T00:00");
    if (atMidnight && length === DAY) return date;
    if (isMonth(first, last)) return date.slice(0, 7);
    const from = atMidnight && length >= DAY ? date : first.replace("T", " ");
    return length === HOUR || length === 0 ? from : `${from} +${shortLength(length)}`;
  };
}

function isMonth(first: string, last: string): boolean {
  const start = new Date(`${first}Z`);
  const next = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1));
  return first.endsWith("-01T00:00") && last === next.toISOString().slice(0, 16);
}

function shortLength(ms: number): string {
  if (ms % DAY === 0) return `${ms / DAY}d`;
  if (ms % HOUR === 0) return `${ms / HOUR}h`;
  return `${Math.round(ms / MINUTE)}m`;
}

/** Gives the wall clock's date and minute for an ISO 8601 instant: `2018-11-03T05:00`. */
function wallClockIn(timezone: string): (instant: string) => string {
  if (timezone === "UTC") return (instant) => new Date(instant).toISOString().slice(0, 16);
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  return (instant) => {
    const parts = Object.fromEntries(
      format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]),
    );
    return `${parts["year"]}-${parts["month"]}-${parts["day"]}T${parts["hour"]}:${parts["minute"]}`;
  };
}
