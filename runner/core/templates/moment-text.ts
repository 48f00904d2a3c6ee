import { type TimeZone, UTC, utcOf, type WallTime, wallTimeOfUtc } from "../zoned-time.ts";
import type { Delta, Moment } from "./value.ts";

const DAY = 86_400_000;

export function dateTime(instant: number, zone: TimeZone = UTC): Moment {
  return { type: "moment", instant, zone, isDate: false };
}

/** The calendar day that a clock shows. */
export function calendarDay(wall: Pick<WallTime, "year" | "month" | "day">): Moment {
  const instant = utcOf({ ...wall, hour: 0, minute: 0, second: 0, millisecond: 0 });
  return { type: "moment", instant, zone: UTC, isDate: true };
}

export function delta(milliseconds: number): Delta {
  return { type: "delta", milliseconds };
}

export function wallOf(moment: Moment): WallTime {
  return moment.zone.wallTimeAt(moment.instant);
}

/** ISO 8601, as Python's isoformat() and pendulum print it: `2018-11-01T00:00:00+00:00`, `2018-11-01`. */
export function momentText(moment: Moment, separator = "T"): string {
  const wall = wallOf(moment);
  const date = `${digits(wall.year, 4)}-${digits(wall.month)}-${digits(wall.day)}`;
  if (moment.isDate) return date;
  const time = `${digits(wall.hour)}:${digits(wall.minute)}:${digits(wall.second)}`;
  const fraction = wall.millisecond === 0 ? "" : `.${digits(wall.millisecond, 3)}000`;
  return `${date}${separator}${time}${fraction}${offsetText(moment, ":")}`;
}

/** `+01:00`, or with an empty separator `+0100`. */
export function offsetText(moment: Moment, separator: string): string {
  const minutes = Math.trunc(moment.zone.offsetAt(moment.instant) / 60_000);
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${digits(Math.floor(size / 60))}${separator}${digits(size % 60)}`;
}

/** Python's str(timedelta): `1 day, 2:03:04`. */
export function deltaText(value: Delta): string {
  const { days, seconds, milliseconds } = deltaParts(value);
  const time = `${Math.floor(seconds / 3600)}:${digits(Math.floor(seconds / 60) % 60)}:${digits(seconds % 60)}`;
  const fraction = milliseconds === 0 ? "" : `.${digits(milliseconds, 3)}000`;
  if (days === 0) return `${time}${fraction}`;
  return `${days} day${Math.abs(days) === 1 ? "" : "s"}, ${time}${fraction}`;
}

/** As Python normalizes it: only the days can be negative. */
export function deltaParts(value: Delta): { days: number; seconds: number; milliseconds: number } {
  const days = Math.floor(value.milliseconds / DAY);
  const rest = value.milliseconds - days * DAY;
  return { days, seconds: Math.floor(rest / 1000), milliseconds: Math.round(rest % 1000) };
}

/** Monday is 1, Sunday is 7. */
export function isoWeekday(wall: WallTime): number {
  return new Date(utcOf(wall)).getUTCDay() || 7;
}

export function dayOfYear(wall: WallTime): number {
  const first = utcOf({ ...wall, month: 1, day: 1 });
  return Math.round((utcOf(wall) - first) / DAY) + 1;
}

/** ISO 8601 week and the year that it belongs to. */
export function isoWeek(wall: WallTime): { readonly year: number; readonly week: number } {
  // A week belongs to the year of its Thursday.
  const thursday = wallTimeOfUtc(utcOf({ ...wall, day: wall.day + 4 - isoWeekday(wall) }));
  return { year: thursday.year, week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}

export function digits(value: number, width = 2): string {
  return String(value).padStart(width, "0");
}
