import type { Instant, TimeType } from "./instant.ts";
import { type ParsedNamedMonth, parseNamedMonth } from "./named-month.ts";
import { instantOfParts, offsetMinutes } from "./time-parts.ts";

/** Extended ISO 8601, also in the spelling that Postgres writes (a space for the T, `+00`). */
const EXTENDED =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const BASIC =
  /^(\d{4})(\d{2})(\d{2})(?:[T ](\d{2})(\d{2})(?:(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const INFINITY = /^-?infinity$/i;

/** What a text says: a time in UTC, one of the two ends of time, or something that Millrace does not read. */
export type ParsedTime = Instant | "infinity" | "-infinity" | ParsedNamedMonth;

/** Reads a time; one without an offset is UTC. Undefined when the text is none. A date is the day in UTC. */
export function parseTime(text: string, type: TimeType): ParsedTime | undefined {
  const match = EXTENDED.exec(text) ?? BASIC.exec(text);
  if (match === null) {
    if (INFINITY.test(text)) return text.startsWith("-") ? "-infinity" : "infinity";
    return parseNamedMonth(text, type);
  }
  const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = "", zone = ""] = match;
  const offset = /^[+-]/.test(zone) ? offsetMinutes(zone) : 0;
  if (offset === undefined) return undefined;
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  const clock = { hour: Number(hour), minute: Number(minute), second: Number(second), fraction, offset };
  return instantOfParts({ ...date, ...clock }, type);
}
