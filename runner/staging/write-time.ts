import type { CopyFormat } from "./copy-format.ts";
import type { CopyWriter } from "./copy-writer.ts";
import { FIRST_DAY, type Instant, type TimeType } from "./instant.ts";

export type WriteInstant = (instant: Instant, out: CopyWriter) => void;

const MAX_KNOWN_DAYS = 4096;
/** Where Postgres's binary times begin: 2000-01-01, in days since 1970. */
const EPOCH_DAY = 10_957;
const DAY = 86_400_000_000;
/** So many days have no more microseconds than a number can count: 285 years. */
const SAFE_DAYS = 104_000;

export function instantWriter(type: TimeType, format: CopyFormat): WriteInstant {
  if (format === "text") return textWriter(type);
  return type === "date" ? ({ day }, out) => out.int32(day - EPOCH_DAY) : writeTimestamp;
}

function writeTimestamp({ day, micros }: Instant, out: CopyWriter): void {
  const days = day - EPOCH_DAY;
  if (Math.abs(days) < SAFE_DAYS) out.int64(days * DAY + micros);
  else out.int64(BigInt(days) * BigInt(DAY) + BigInt(micros));
}

/** The ends of time are the ends of the numbers. */
export function writeInfinity(end: "infinity" | "-infinity", type: TimeType, out: CopyWriter): void {
  const isLast = end === "infinity";
  if (!out.isBinary) out.ascii(end);
  else if (type === "date") out.int32(isLast ? 0x7fff_ffff : -0x8000_0000);
  else out.int64(isLast ? 2n ** 63n - 1n : -(2n ** 63n));
}

/** As Postgres reads a UTC time: `2018-11-01 21:01:46.796`, with `+00` for timestamptz, the date alone for date. */
function textWriter(type: TimeType): WriteInstant {
  // Times of one file are mostly of few days.
  const dates = new Map<number, string>();
  let lastDay = Number.NaN;
  let lastDate = "";
  function dateOf(day: number): string {
    const known = dates.get(day) ?? formatDay(day);
    if (dates.size < MAX_KNOWN_DAYS) dates.set(day, known);
    return known;
  }
  return ({ day, micros }, out) => {
    if (day !== lastDay) {
      lastDate = dateOf(day);
      lastDay = day;
    }
    out.ascii(lastDate);
    if (type !== "date") writeClock(micros, out);
    if (type === "timestamptz") out.ascii("+00");
    if (day < FIRST_DAY) out.ascii(" BC");
  };
}

function writeClock(micros: number, out: CopyWriter): void {
  const seconds = Math.floor(micros / 1_000_000);
  const fraction = micros - seconds * 1_000_000;
  out.byte(0x20);
  out.clock(seconds);
  if (fraction > 0) {
    out.byte(0x2e);
    if (fraction % 1000 === 0) out.digits(fraction / 1000, 3);
    else out.digits(fraction, 6);
  }
}

/** Days since 1970-01-01 as YYYY-MM-DD, before the year 1 with the year BC. The civil-from-days algorithm of Howard Hinnant. */
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
  return `${String(year > 0 ? year : 1 - year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
