import { timeZone, type WallTime } from "../zoned-time.ts";
import { bindArguments, integerArgument, numberArgument, textArgument } from "./call-arguments.ts";
import {
  calendarDay,
  dateTime,
  dayOfYear,
  delta,
  deltaParts,
  isoWeek,
  isoWeekday,
  momentText,
  wallOf,
} from "./moment-text.ts";
import { pendulumFormat } from "./pendulum-format.ts";
import { strftime } from "./strftime.ts";
import { TemplateError } from "./template-error.ts";
import { type CallArguments, type Delta, functionValue, type Moment, type Value } from "./value.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Attribute = (moment: Moment) => Value;
type Method = (moment: Moment, args: CallArguments, name: string) => Value;

const FIELDS: Readonly<Record<string, Attribute>> = {
  year: (moment) => BigInt(wallOf(moment).year),
  month: (moment) => BigInt(wallOf(moment).month),
  day: (moment) => BigInt(wallOf(moment).day),
  hour: (moment) => BigInt(wallOf(moment).hour),
  minute: (moment) => BigInt(wallOf(moment).minute),
  second: (moment) => BigInt(wallOf(moment).second),
  microsecond: (moment) => BigInt(wallOf(moment).millisecond * 1000),
  // Monday is 0, as in pendulum 3 and in weekday().
  day_of_week: (moment) => BigInt(isoWeekday(wallOf(moment)) - 1),
  day_of_year: (moment) => BigInt(dayOfYear(wallOf(moment))),
  week_of_year: (moment) => BigInt(isoWeek(wallOf(moment)).week),
  quarter: (moment) => BigInt(Math.ceil(wallOf(moment).month / 3)),
  days_in_month: (moment) => BigInt(daysInMonth(wallOf(moment))),
  int_timestamp: (moment) => BigInt(Math.floor(moment.instant / 1000)),
  float_timestamp: (moment) => moment.instant / 1000,
  timezone_name: (moment) => moment.zone.name,
};

const METHODS: Readonly<Record<string, Method>> = {
  strftime: (moment, args, name) => strftime(moment, oneText(args, name, "format")),
  format: (moment, args, name) => pendulumFormat(moment, oneText(args, name, "fmt")),
  isoformat(moment, args, name) {
    const { sep } = bindArguments(name, args, ["sep"]);
    return momentText(moment, textArgument(name, "sep", sep, "T"));
  },
  to_date_string: (moment) => strftime(moment, "%Y-%m-%d"),
  to_time_string: (moment) => strftime(moment, "%H:%M:%S"),
  to_datetime_string: (moment) => strftime(moment, "%Y-%m-%d %H:%M:%S"),
  to_iso8601_string: (moment) => momentText(moment).replace(/\+00:00$/, "Z"),
  timestamp: (moment) => moment.instant / 1000,
  date: (moment) => calendarDay(wallOf(moment)),
  weekday: (moment) => BigInt(isoWeekday(wallOf(moment)) - 1),
  isoweekday: (moment) => BigInt(isoWeekday(wallOf(moment))),
  add: (moment, args, name) => shift(moment, args, name, 1),
  subtract: (moment, args, name) => shift(moment, args, name, -1),
  replace,
  start_of: startOf,
  in_timezone: inTimezone,
  in_tz: inTimezone,
  astimezone: inTimezone,
};

/** Those that a calendar day has. */
const OF_DATES = new Set(
  "year month day day_of_week day_of_year week_of_year quarter days_in_month strftime format isoformat to_date_string weekday isoweekday add subtract replace start_of".split(
    " ",
  ),
);

export function momentAttribute(moment: Moment, name: string): Value | undefined {
  if (moment.isDate && !OF_DATES.has(name)) return undefined;
  if (Object.hasOwn(FIELDS, name)) return FIELDS[name]?.(moment);
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  return method && functionValue(name, (args) => method(moment, args, name));
}

export function momentAttributeNames(moment: Moment): readonly string[] {
  const names = [...Object.keys(FIELDS), ...Object.keys(METHODS)];
  return moment.isDate ? names.filter((name) => OF_DATES.has(name)) : names;
}

export const DELTA_ATTRIBUTES = ["days", "seconds", "microseconds", "total_seconds"] as const;

export function deltaAttribute(value: Delta, name: string): Value | undefined {
  const { days, seconds, milliseconds } = deltaParts(value);
  switch (name) {
    case "days":
      return BigInt(days);
    case "seconds":
      return BigInt(seconds);
    case "microseconds":
      return BigInt(milliseconds * 1000);
    case "total_seconds":
      return functionValue(name, () => value.milliseconds / 1000);
    default:
      return undefined;
  }
}

/** Moves by a length of time; a calendar day moves by whole days. */
export function moveBy(moment: Moment, by: Delta): Moment {
  const milliseconds = moment.isDate ? Math.floor(by.milliseconds / DAY) * DAY : by.milliseconds;
  return checked({ ...moment, instant: moment.instant + milliseconds });
}

/** `timedelta(days=1, hours=2)`. */
export function timedelta(args: CallArguments): Delta {
  const names = ["days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"] as const;
  const given = bindArguments("timedelta", args, names);
  const amount = (name: (typeof names)[number]) => numberArgument("timedelta", name, given[name], 0);
  const days = amount("days") + 7 * amount("weeks");
  const rest = amount("hours") * HOUR + amount("minutes") * MINUTE + amount("seconds") * 1000;
  return delta(Math.round(days * DAY + rest + amount("milliseconds") + amount("microseconds") / 1000));
}

/** Years to days move on the calendar and keep the wall clock; the rest is elapsed time. As in pendulum. */
function shift(moment: Moment, args: CallArguments, name: string, sign: 1 | -1): Moment {
  const names = ["years", "months", "weeks", "days", "hours", "minutes", "seconds", "microseconds"] as const;
  const given = bindArguments(name, args, names);
  const amount = (part: (typeof names)[number]) => sign * integerArgument(name, part, given[part], 0);
  const wall = wallOf(moment);
  const months = (wall.year + amount("years")) * 12 + wall.month - 1 + amount("months");
  const year = Math.floor(months / 12);
  const month = months - year * 12 + 1;
  const day =
    Math.min(wall.day, daysInMonth({ ...wall, year, month })) + 7 * amount("weeks") + amount("days");
  const onCalendar = amount("years") || amount("months") || amount("weeks") || amount("days");
  // Without a calendar part the wall clock must not be read back: it may show this time twice.
  const instant = onCalendar ? moment.zone.instantOf({ ...wall, year, month, day }) : moment.instant;
  const elapsed = amount("hours") * HOUR + amount("minutes") * MINUTE + amount("seconds") * 1000;
  return checked({ ...moment, instant: instant + elapsed + Math.round(amount("microseconds") / 1000) });
}

function replace(moment: Moment, args: CallArguments, name: string): Moment {
  const names = ["year", "month", "day", "hour", "minute", "second", "microsecond"] as const;
  const given = bindArguments(name, args, names);
  const wall = wallOf(moment);
  const part = (key: Exclude<(typeof names)[number], "microsecond">) =>
    integerArgument(name, key, given[key], wall[key]);
  const micros = integerArgument(name, "microsecond", given.microsecond, wall.millisecond * 1000);
  return momentFrom(
    {
      year: part("year"),
      month: part("month"),
      day: part("day"),
      hour: part("hour"),
      minute: part("minute"),
      second: part("second"),
      millisecond: Math.floor(micros / 1000),
    },
    moment,
  );
}

/** The moment at which clocks show this; an error when there is no such date. */
export function momentFrom(wall: WallTime, like: Pick<Moment, "zone" | "isDate">): Moment {
  const limits: readonly (readonly [number, number, number])[] = [
    [wall.year, 1, 9999],
    [wall.month, 1, 12],
    [wall.day, 1, daysInMonth(wall)],
    [wall.hour, 0, 23],
    [wall.minute, 0, 59],
    [wall.second, 0, 59],
  ];
  if (limits.some(([value, low, high]) => value < low || value > high)) {
    throw new TemplateError("There is no such date or time.");
  }
  return { type: "moment", instant: like.zone.instantOf(wall), zone: like.zone, isDate: like.isDate };
}

function startOf(moment: Moment, args: CallArguments, name: string): Moment {
  const unit = oneText(args, name, "unit");
  const wall = wallOf(moment);
  const midnight = { ...wall, hour: 0, minute: 0, second: 0, millisecond: 0 };
  const at = (start: WallTime): Moment => ({ ...moment, instant: moment.zone.instantOf(start) });
  switch (unit) {
    case "hour":
      return {
        ...moment,
        instant: moment.instant - wall.minute * MINUTE - wall.second * 1000 - wall.millisecond,
      };
    case "day":
      return at(midnight);
    case "week":
      return at({ ...midnight, day: wall.day - isoWeekday(wall) + 1 });
    case "month":
      return at({ ...midnight, day: 1 });
    case "year":
      return at({ ...midnight, month: 1, day: 1 });
    default:
      throw new TemplateError(`start_of does not know "${unit}".`, {
        next: "Units are hour, day, week, month and year.",
      });
  }
}

function inTimezone(moment: Moment, args: CallArguments, name: string): Moment {
  const zone = oneText(args, name, "tz");
  const found = timeZone(zone);
  if (found === undefined) {
    throw new TemplateError(`There is no time zone "${zone}".`, {
      next: "Use an IANA name such as Europe/Berlin.",
    });
  }
  return dateTime(moment.instant, found);
}

function daysInMonth(wall: WallTime): number {
  // The calendar repeats every 400 years; Date.UTC reads years below 100 as 19xx.
  return new Date(Date.UTC(2000 + (((wall.year % 400) + 400) % 400), wall.month, 0)).getUTCDate();
}

function checked(moment: Moment): Moment {
  const year = Number.isFinite(moment.instant) ? new Date(moment.instant).getUTCFullYear() : Number.NaN;
  if (year >= 1 && year <= 9999) return moment;
  throw new TemplateError("That date is outside the years 1 to 9999.");
}

function oneText(args: CallArguments, callee: string, name: string): string {
  return textArgument(callee, name, bindArguments(callee, args, [name])[name]);
}
