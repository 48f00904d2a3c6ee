import { type Instant, instantAt, type TimeType } from "./instant.ts";

/** A time as it is written, in a calendar and on a clock. */
export interface TimeParts {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Digits after the point of the second. */
  readonly fraction: string;
  /** Minutes east of UTC. */
  readonly offset: number;
}

const DAY_MINUTES = 24 * 60;
/** In microseconds. */
const MINUTE = 60_000_000;

/** The time in UTC; a date is the day in UTC. Undefined when there is no such day or no such time of a day. */
export function instantOfParts(parts: TimeParts, type: TimeType): Instant | undefined {
  const { year, month, day, hour, minute, second, fraction, offset } = parts;
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  const isMidnight = hour === 24 && minute === 0 && second === 0 && !/[1-9]/.test(fraction);
  if ((hour > 23 && !isMidnight) || minute > 59 || second > 60) return undefined;
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

/** Minutes east of UTC of `+02`, `-0930` or `+02:00`; undefined when no place on earth has that offset. */
export function offsetMinutes(offset: string): number | undefined {
  const rest = offset.length > 3 ? Number(offset.slice(-2)) : 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + rest;
  if (minutes > 15 * 60 + 59 || rest > 59) return undefined;
  return offset.startsWith("-") ? -minutes : minutes;
}

/** Of a second, of digits after the point, rounded as the server does. */
function microseconds(fraction: string): number {
  const exact = Number(`0.${fraction}`) * 1_000_000;
  const below = Math.floor(exact);
  const rest = exact - below;
  if (rest === 0.5) return below + (below % 2);
  return rest < 0.5 ? below : below + 1;
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
