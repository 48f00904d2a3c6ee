export type TimeType = "date" | "timestamp" | "timestamptz";

/** A time in UTC, exact for all years: days since 1970-01-01, and microseconds of that day. */
export interface Instant {
  readonly day: number;
  readonly micros: number;
}

const DAY = 86_400_000_000;
const BIG_DAY = BigInt(DAY);
/** Days from 1970-01-01 to 0001-01-01: what an offset puts before it is in 1 BC, because there is no year 0. */
export const FIRST_DAY = -719_162;
/** Days from 1970-01-01 to 10000-01-01. */
const END_DAY = 2_932_897;

/** Of microseconds that may go beyond the day, by less than a day. */
export function instantAt(day: number, micros: number): Instant {
  return micros < DAY ? { day, micros } : { day: day + 1, micros: micros - DAY };
}

/** Of microseconds since 1970; undefined outside the years 1 to 9999: such a time comes from a wrong unit. */
export function instantOfEpoch(micros: number | bigint): Instant | undefined {
  const day = typeof micros === "number" ? Math.floor(micros / DAY) : wholeDays(micros);
  if (day < FIRST_DAY || day >= END_DAY) return undefined;
  const rest = typeof micros === "number" ? micros - day * DAY : Number(micros - BigInt(day) * BIG_DAY);
  return { day, micros: rest };
}

/** Days since 1970 that were over by then. */
function wholeDays(micros: bigint): number {
  const rest = ((micros % BIG_DAY) + BIG_DAY) % BIG_DAY;
  return Number((micros - rest) / BIG_DAY);
}
