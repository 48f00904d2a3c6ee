import type { CopyWriter } from "./copy-writer.ts";

export type TimeType = "date" | "timestamp" | "timestamptz";

const DAY = 86_400_000_000;
const BIG_DAY = BigInt(DAY);
/** Days from 1970-01-01 to 0001-01-01 and to 10000-01-01. */
const FIRST_DAY = -719_162;
const END_DAY = 2_932_897;
const MAX_KNOWN_DAYS = 4096;

/**
 * Makes a writer of microseconds since 1970 as Postgres reads a UTC time: `2018-11-01 21:01:46.796`, with `+00` for
 * timestamptz, the date alone for date. The writer returns false, having written nothing, outside the years 1 to
 * 9999: such a time comes from a wrong unit.
 */
export function microsecondsWriter(type: TimeType): (micros: number | bigint, out: CopyWriter) => boolean {
  // Times of one file are mostly of few days.
  const dates = new Map<number, string>();
  let lastDay = Number.NaN;
  let lastDate = "";
  function dateOf(day: number): string {
    const known = dates.get(day) ?? formatDay(day);
    if (dates.size < MAX_KNOWN_DAYS) dates.set(day, known);
    return known;
  }
  return (micros, out) => {
    const day = typeof micros === "number" ? Math.floor(micros / DAY) : wholeDays(micros);
    if (day < FIRST_DAY || day >= END_DAY) return false;
    if (day !== lastDay) {
      lastDate = dateOf(day);
      lastDay = day;
    }
    out.ascii(lastDate);
    if (type === "date") return true;
    const rest = typeof micros === "number" ? micros - day * DAY : Number(micros - BigInt(day) * BIG_DAY);
    const seconds = Math.floor(rest / 1_000_000);
    const fraction = rest - seconds * 1_000_000;
    out.byte(0x20);
    out.clock(seconds);
    if (fraction > 0) {
      out.byte(0x2e);
      if (fraction % 1000 === 0) out.digits(fraction / 1000, 3);
      else out.digits(fraction, 6);
    }
    if (type === "timestamptz") out.ascii("+00");
    return true;
  };
}

/** Days since 1970 that were over by then. */
function wholeDays(micros: bigint): number {
  const rest = ((micros % BIG_DAY) + BIG_DAY) % BIG_DAY;
  return Number((micros - rest) / BIG_DAY);
}

/** Days since 1970-01-01 as YYYY-MM-DD; years 1 to 9999. The civil-from-days algorithm of Howard Hinnant. */
export function formatDay(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
