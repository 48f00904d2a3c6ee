import { utcOf, type WallTime, wallTimeOfUtc } from "../zoned-time.ts";
import { dateTime } from "./moment-text.ts";
import { MONTH_NAMES } from "./strftime.ts";
import { TemplateError } from "./template-error.ts";
import type { Moment } from "./value.ts";

const SHORT_MONTHS = MONTH_NAMES.map((name) => name.slice(0, 3));

/** What a code reads, as a regular expression. */
const CODES: ReadonlyMap<string, string> = new Map([
  ["Y", "\\d{4}"],
  ["y", "\\d{2}"],
  ["m", "\\d{1,2}"],
  ["d", "\\d{1,2}"],
  ["H", "\\d{1,2}"],
  ["M", "\\d{1,2}"],
  ["S", "\\d{1,2}"],
  ["f", "\\d{1,6}"],
  ["j", "\\d{1,3}"],
  ["b", SHORT_MONTHS.join("|")],
  ["B", MONTH_NAMES.join("|")],
  ["z", "Z|[+-]\\d{2}:?\\d{2}"],
]);

/** Python's datetime.strptime. Without %z the time is in UTC, where Python's has no zone. */
export function strptime(text: string, format: string): Moment {
  const codes: string[] = [];
  const pattern = format.replace(/%([\s\S]?)|[\s\S]/g, (whole, code?: string) => {
    if (code === undefined) return whole.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    if (code === "%") return "%";
    const reads = CODES.get(code);
    if (reads === undefined) {
      throw new TemplateError(`strptime does not know "${whole}".`, {
        next: `Codes are ${[...CODES.keys()].map((known) => `%${known}`).join(" ")} and %%.`,
      });
    }
    codes.push(code);
    return `(${reads})`;
  });
  const match = new RegExp(`^${pattern}$`, "i").exec(text);
  if (match === null) throw new TemplateError(`"${text}" does not have the form "${format}".`);
  const fields = new Map(codes.map((code, index) => [code, match[index + 1] ?? ""]));
  const wall = wallFrom(fields);
  const read = utcOf(wall);
  const kept = wallTimeOfUtc(read);
  if (!fields.has("j") && (kept.month !== wall.month || kept.day !== wall.day || kept.hour !== wall.hour)) {
    throw new TemplateError(`"${text}" is not a date.`);
  }
  return dateTime(read - offsetOf(fields.get("z")));
}

function wallFrom(fields: ReadonlyMap<string, string>): WallTime {
  const number = (code: string, otherwise: number) => Number(fields.get(code) ?? otherwise);
  const short = fields.get("y");
  // Two digits: 69 to 99 are 19xx, as in POSIX.
  const shortYear = short === undefined ? 1900 : Number(short) + (Number(short) < 69 ? 2000 : 1900);
  return {
    year: number("Y", shortYear),
    month: fields.has("j") ? 1 : number("m", monthNamed(fields.get("B") ?? fields.get("b"))),
    day: number("j", number("d", 1)),
    hour: number("H", 0),
    minute: number("M", 0),
    second: number("S", 0),
    millisecond: Math.floor(Number((fields.get("f") ?? "").padEnd(6, "0")) / 1000),
  };
}

function monthNamed(name: string | undefined): number {
  if (name === undefined) return 1;
  return SHORT_MONTHS.findIndex((month) => month.toLowerCase() === name.slice(0, 3).toLowerCase()) + 1;
}

function offsetOf(text: string | undefined): number {
  if (text === undefined || text.toUpperCase() === "Z") return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return (text.startsWith("-") ? -1 : 1) * minutes * 60_000;
}
