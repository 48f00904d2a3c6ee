import type { Instant, TimeType } from "./instant.ts";
import { instantOfParts, offsetMinutes } from "./time-parts.ts";

/**
 * What a text with the name of a month says: a time in UTC; `server's`: one of Postgres's own forms, which it reads as UTC;
 * `zone`: it has a zone, or something else, that the server would read in another way or leave out.
 */
export type ParsedNamedMonth = Instant | "server's" | "zone";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH =
  "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
const WEEKDAY =
  "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?";
/** `Thu Nov 01 21:01:46 2018`, `1 Nov 2018`: like a time of which Postgres has a form. */
const NAMED_MONTH = new RegExp(
  String.raw`^(?=.*\b\d{4}\b)(?:(?:${WEEKDAY}),? +)?(?:(?:${MONTH})\.? +\d{1,2}\b|\d{1,2}[ -](?:${MONTH})\b)[\w :.,+-]*$`,
  "i",
);
/** RFC 2822, and RFC 7231 with it: `Thu, 01 Nov 2018 21:01:46 +0200`, and with dashes as cookies have it. */
const RFC_2822 = new RegExp(
  String.raw`^(?:(?:${WEEKDAY}),? *)?(\d{1,2})(?: +|-)(${MONTH})(?: +|-)(\d{4}) +(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)? *([+-]\d{2}:?\d{2}|[a-z]+)(?: *\([^()]*\))?$`,
  "i",
);
/** The names of RFC 2822, and UTC. Minutes east of it. */
const ZONES: ReadonlyMap<string, number> = new Map([
  ...["utc", "gmt", "ut", "z"].map((name) => [name, 0] as const),
  ...["e", "c", "m", "p"].flatMap(
    (coast, index) =>
      [
        [`${coast}st`, (-5 - index) * 60],
        [`${coast}dt`, (-4 - index) * 60],
      ] as const,
  ),
]);
/** A word that says nothing about a zone, or that it is UTC. */
const HARMLESS = new RegExp(
  String.raw`^(?:\d+(?:\.\d+)?|(?:\d{1,2}-)?(?:${MONTH})\.?(?:-\d{4})?|${WEEKDAY}|\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[ap]m|z)?|[ap]m|ad|bc|at|on|utc|gmt|ut|z)$`,
  "i",
);

/** `GMT+2` is east of Greenwich to most, and west of it to the server. */
const EAST_OR_WEST = /\b(?:utc|gmt|ut)[+-]/i;

/** Undefined when the text is no such time. */
export function parseNamedMonth(text: string, type: TimeType): ParsedNamedMonth | undefined {
  const match = RFC_2822.exec(text);
  if (match !== null) {
    const [, day, name = "", year, hour, minute, second = 0, fraction = "", zone = ""] = match;
    const isNumeric = /^[+-]/.test(zone);
    const offset = isNumeric ? offsetMinutes(zone) : ZONES.get(zone.toLowerCase());
    if (offset !== undefined) {
      const month = MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
      const clock = { hour: Number(hour), minute: Number(minute), second: Number(second), fraction, offset };
      return instantOfParts({ year: Number(year), month, day: Number(day), ...clock }, type);
    }
    if (isNumeric) return undefined;
  }
  if (!NAMED_MONTH.test(text)) return undefined;
  if (EAST_OR_WEST.test(text)) return "zone";
  const words = text.split(/[ ,]+/).filter((word) => word !== "");
  return type === "timestamptz" || words.every((word) => HARMLESS.test(word)) ? "server's" : "zone";
}
