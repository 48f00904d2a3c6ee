/** A wall-clock reading, without a time zone. `month` counts from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** The rules of one time zone. Instants are milliseconds since the epoch. */
export interface TimeZone {
  readonly name: string;
  wallTimeAt(instant: number): WallTime;
  /** Milliseconds that local time is ahead of UTC. */
  offsetAt(instant: number): number;
  /**
   * The instant at which clocks show this time. Of a time that occurs twice (clocks go back) it is the first
   * occurrence; for a time that is skipped (clocks go forward) it is the moment at which the clocks change.
   * These are the rules by which schedules fire, so `00:00` of a day without midnight is that day's beginning.
   */
  instantOf(wall: WallTime): number;
  /** The first instant of the local day `days` after the one that holds `instant`. */
  startOfDay(instant: number, days?: number): number;
}

const DAY = 24 * 60 * 60 * 1000;

/** The zone of an IANA name, or undefined when there is none of that name. */
export function timeZone(name: string): TimeZone | undefined {
  // Offsets such as `+02:00` are accepted by Intl, but they are no zones: they have no daylight saving rules.
  if (/^[+-]/.test(name)) return undefined;
  if (name === "UTC") return UTC;
  const format = formatFor(name);
  if (format === undefined) return undefined;

  const wallTimeAt = (instant: number) => readWallTime(format, instant);
  const offsetAt = (instant: number) => utcOf(wallTimeAt(instant)) - instant;
  const instantOf = (wall: WallTime) => findInstant(utcOf(wall), offsetAt);
  return { name, wallTimeAt, offsetAt, instantOf, startOfDay: startOfDayIn(wallTimeAt, instantOf) };
}

/** Milliseconds since the epoch at which a clock that runs on UTC shows this time; days and months may overflow. */
export function utcOf(wall: WallTime): number {
  const date = new Date(0);
  date.setUTCFullYear(wall.year, wall.month - 1, wall.day);
  date.setUTCHours(wall.hour, wall.minute, wall.second, wall.millisecond);
  return date.getTime();
}

/** What a clock that runs on UTC shows. */
export function wallTimeOfUtc(instant: number): WallTime {
  const date = new Date(instant);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
  };
}

export const UTC: TimeZone = {
  name: "UTC",
  wallTimeAt: wallTimeOfUtc,
  offsetAt: () => 0,
  instantOf: utcOf,
  startOfDay: startOfDayIn(wallTimeOfUtc, utcOf),
};

function startOfDayIn(wallTimeAt: (instant: number) => WallTime, instantOf: (wall: WallTime) => number) {
  return (instant: number, days = 0): number => {
    const { year, month, day } = wallTimeAt(instant);
    return instantOf({ year, month, day: day + days, hour: 0, minute: 0, second: 0, millisecond: 0 });
  };
}

function findInstant(wallAsUtc: number, offsetAt: (instant: number) => number): number {
  // Clocks change at most once within two days, so one of these two offsets holds at the instant looked for.
  const before = offsetAt(wallAsUtc - DAY);
  const after = offsetAt(wallAsUtc + DAY);
  const first = wallAsUtc - Math.max(before, after);
  const second = wallAsUtc - Math.min(before, after);
  if (first + offsetAt(first) === wallAsUtc) return first;
  if (second + offsetAt(second) === wallAsUtc) return second;
  return changeOfOffset(wallAsUtc - DAY, wallAsUtc + DAY, before, offsetAt);
}

/** The first instant in (low, high] whose offset is not `before`, by bisection. */
function changeOfOffset(
  low: number,
  high: number,
  before: number,
  offsetAt: (instant: number) => number,
): number {
  let unchanged = low;
  let changed = high;
  while (changed - unchanged > 1) {
    const middle = Math.floor((unchanged + changed) / 2);
    if (offsetAt(middle) === before) unchanged = middle;
    else changed = middle;
  }
  return changed;
}

function formatFor(name: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
}

function readWallTime(format: Intl.DateTimeFormat, instant: number): WallTime {
  const parts = new Map(format.formatToParts(instant).map((part) => [part.type, part.value]));
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const year = parts.get("era") === "BC" ? 1 - number("year") : number("year");
  return {
    year,
    month: number("month"),
    day: number("day"),
    hour: number("hour"),
    minute: number("minute"),
    second: number("second"),
    // Offsets are whole seconds, so every clock on earth shows the same fraction.
    millisecond: ((instant % 1000) + 1000) % 1000,
  };
}
