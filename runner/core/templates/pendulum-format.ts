import { dayOfYear, digits, isoWeekday, offsetText, wallOf } from "./moment-text.ts";
import { DAY_NAMES, MONTH_NAMES } from "./strftime.ts";
import type { Moment } from "./value.ts";

/** The tokens of pendulum's format(); text in brackets stays as it is. */
export function pendulumFormat(moment: Moment, format: string): string {
  const wall = wallOf(moment);
  const month = MONTH_NAMES[wall.month - 1] ?? "";
  const weekday = DAY_NAMES[isoWeekday(wall) - 1] ?? "";
  const tokens: Readonly<Record<string, () => string>> = {
    YYYY: () => digits(wall.year, 4),
    YY: () => digits(wall.year % 100),
    Q: () => String(Math.ceil(wall.month / 3)),
    MMMM: () => month,
    MMM: () => month.slice(0, 3),
    MM: () => digits(wall.month),
    M: () => String(wall.month),
    DDDD: () => digits(dayOfYear(wall), 3),
    DDD: () => String(dayOfYear(wall)),
    DD: () => digits(wall.day),
    D: () => String(wall.day),
    dddd: () => weekday,
    ddd: () => weekday.slice(0, 3),
    E: () => String(isoWeekday(wall)),
    HH: () => digits(wall.hour),
    H: () => String(wall.hour),
    hh: () => digits(wall.hour % 12 || 12),
    h: () => String(wall.hour % 12 || 12),
    mm: () => digits(wall.minute),
    m: () => String(wall.minute),
    ss: () => digits(wall.second),
    s: () => String(wall.second),
    SSSSSS: () => `${digits(wall.millisecond, 3)}000`,
    SSS: () => digits(wall.millisecond, 3),
    A: () => (wall.hour < 12 ? "AM" : "PM"),
    X: () => String(Math.floor(moment.instant / 1000)),
    x: () => String(moment.instant),
    ZZ: () => offsetText(moment, ""),
    Z: () => offsetText(moment, ":"),
    z: () => moment.zone.name,
  };
  const pattern = /\[([^\]]*)\]|YYYY|YY|Q|M{1,4}|D{1,4}|d{3,4}|E|HH?|hh?|mm?|ss?|S{6}|S{3}|A|X|x|ZZ?|z/g;
  return format.replace(pattern, (token, literal?: string) => literal ?? tokens[token]?.() ?? token);
}
