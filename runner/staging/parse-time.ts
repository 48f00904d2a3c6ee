import { type Instant, instantAt, type TimeType } from "./instant.ts";

/** Extended ISO 8601, also in the spelling that Postgres writes (a space for the T, `+00`). */
const EXTENDED =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const BASIC =
  /^(\d{4})(\d{2})(\d{2})(?:[T ](\d{2})(\d{2})(?:(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$/i;
/** Postgres's other own forms name the month: `Thu Nov 01 21:01:46 2018`, `1 Nov 2018`. Left to the server. */
const NAMED_MONTH =
  /^(?=.*\b\d{4}\b)(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +)?(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? +\d{1,2}\b|\d{1,2}[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b)[\w :.,+-]*$/i;
const INFINITY = /^-?infinity$/i;
const DAY_MINUTES = 24 * 60;
/** In microseconds. */
const MINUTE = 60_000_000;

/** What a text says: a time in UTC, one of the two ends of time, or something that only the server can read. */
export type ParsedTime = Instant | "infinity" | "-infinity" | "server's";

/** Reads a time; one without an offset is UTC. Undefined when the text is none. A date is the day in UTC. */
export function parseTime(text: string, type: TimeType): ParsedTime | undefined {
  const match = EXTENDED.exec(text) ?? BASIC.exec(text);
  if (match === null) {
    if (INFINITY.test(text)) return text.startsWith("-") ? "-infinity" : "infinity";
    return NAMED_MONTH.test(text) ? "server's" : undefined;
  }
  const [, y = "", mo = "", d = "", h = "00", mi = "00", s = "00", fraction = "", zone = ""] = match;
  const [year, month, day] = [Number(y), Number(mo), Number(d)];
  const [hour, minute, second] = [Number(h), Number(mi), Number(s)];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  const isMidnight = hour === 24 && minute === 0 && second === 0 && !/[1-9]/.test(fraction);
  if ((hour > 23 && !isMidnight) || minute > 59 || second > 60) return undefined;
  const offset = offsetMinutes(zone);
  if (offset === undefined) return undefined;
  const localDay = daysSince1970(year, month, day);
  // To the server the last moments of a day, 24:00 and a leap second, are on that day.
  if (type === "date" && offset === 0) return { day: localDay, micros: 0 };
  const minutes = hour * 60 + minute - offset;
  const shift = Math.floor(minutes / DAY_MINUTES);
  if (type === "date") return { day: localDay + shift, micros: 0 };
  const ofMinute = second * 1_000_000 + microseconds(fraction);
  // The server takes a day's last minute up to the day's end, and nothing beyond.
  if (hour === 23 && minute === 59 && ofMinute > MINUTE) return undefined;
  return instantAt(localDay + shift, (minutes - shift * DAY_MINUTES) * MINUTE + ofMinute);
}

/** Of a second, of digits after the point, rounded as the server does. */
function microseconds(fraction: string): number {
  const exact = Number(`0.${fraction}`) * 1_000_000;
  const below = Math.floor(exact);
  const rest = exact - below;
  if (rest === 0.5) return below + (below % 2);
  return rest < 0.5 ? below : below + 1;
}

/** Minutes east of UTC; undefined when no place on earth has that offset. */
function offsetMinutes(zone: string): number | undefined {
  if (!/^[+-]/.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)) * (zone.length > 3 ? 1 : 0);
  if (minutes > 15 * 60 + 59 || (zone.length > 3 && Number(zone.slice(-2)) > 59)) return undefined;
  return zone.startsWith("-") ? -minutes : minutes;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function daysSince1970(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / 86_400_000;
}
