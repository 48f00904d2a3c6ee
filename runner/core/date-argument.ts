import { timeZone, utcOf, type WallTime } from "./zoned-time.ts";

/** A moment that a user named, in milliseconds since the epoch. */
export interface DateArgument {
  readonly time: number;
  /** The user named a day: `time` is its first instant in the DAG's time zone, and the whole day is meant. */
  readonly isDateOnly: boolean;
}

export type DateArgumentResult =
  | { readonly ok: true; readonly date: DateArgument }
  | { readonly ok: false; readonly message: string; readonly next: string };

/** What to write, for the `next` of an error about a date. */
export const DATE_HELP =
  "Write a day (2018-11-01) or a time (2018-11-01T06:00, 2018-11-01T06:00:00Z, 2018-11-01T06:00+01:00).";

const PATTERN =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Reads `2018-11-01`, `2018-11-01T06:00[:00[.000]]`, and the same with `Z` or an offset. Without an offset the
 * time is the wall clock of `zone`; see TimeZone.instantOf for times that clocks skip or show twice.
 */
export function parseDateArgument(text: string, zone: string): DateArgumentResult {
  const rules = timeZone(zone);
  if (rules === undefined)
    return refuse(`There is no time zone "${zone}".`, "Use an IANA name such as UTC or Europe/Berlin.");
  const match = PATTERN.exec(text.trim());
  if (match === null) return refuse(`"${text}" is not a date.`, DATE_HELP);
  const [, year, month, day, hour, minute, second, fraction, offset] = match;
  const wall: WallTime = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    millisecond: Math.floor(Number(`0.${fraction ?? 0}`) * 1000),
  };
  const wrong = impossiblePart(wall);
  if (wrong !== undefined) return refuse(`"${text}" is not a date: ${wrong}.`, DATE_HELP);
  if (offset === undefined) {
    return { ok: true, date: { time: rules.instantOf(wall), isDateOnly: hour === undefined } };
  }
  const ahead = offsetOf(offset);
  if (ahead === undefined) return refuse(`"${text}" has an impossible offset "${offset}".`, DATE_HELP);
  return { ok: true, date: { time: utcOf(wall) - ahead, isDateOnly: false } };
}

function impossiblePart(wall: WallTime): string | undefined {
  if (wall.month < 1 || wall.month > 12) return `there is no month ${wall.month}`;
  // Day 0 of the following month is the last day of this one; 2000 + year keeps Date.UTC from reading 19xx.
  const days = new Date(Date.UTC(2000 + (wall.year % 400), wall.month, 0)).getUTCDate();
  if (wall.day < 1 || wall.day > days) return `that month has days 1 to ${days}`;
  if (wall.hour > 23) return `there is no hour ${wall.hour}`;
  if (wall.minute > 59) return `there is no minute ${wall.minute}`;
  if (wall.second > 59) return `there is no second ${wall.second}`;
  return undefined;
}

/** Milliseconds ahead of UTC. */
function offsetOf(text: string): number | undefined {
  if (text.toUpperCase() === "Z") return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(-2));
  if (hours > 14 || minutes > 59) return undefined;
  return (text.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function refuse(message: string, next: string): DateArgumentResult {
  return { ok: false, message, next };
}
