import { UserError } from "../../protocol/user-error.ts";
import { DAY_MS } from "./calendar.ts";

export interface SampleSizes {
  /** First day, `2018-11-01`. Default: that one. */
  readonly from?: string;
  /** Number of days, one log file each. Default 30. */
  readonly days?: number;
  /** Log records in all, at least ten for each day. Default 8,000. */
  readonly events?: number;
  /** Song files. Default: one for 16 events, at least 100 and at most 10,000. */
  readonly songs?: number;
  /** The same seed and sizes give the same bytes. Default 1. */
  readonly seed?: number;
}

/** Sizes that make sense, all filled in. Times are milliseconds since the epoch, both midnights, `end` excluded. */
export interface SamplePlan {
  readonly start: number;
  readonly end: number;
  readonly days: number;
  readonly events: number;
  readonly songs: number;
  readonly listeners: number;
  readonly seed: number;
}

const MOST_DAYS = 3_660;
const MOST_EVENTS = 1_000_000_000;
const MOST_SONGS = 10_000_000;

/** Throws a UserError for sizes that make no sense. */
export function planSample(sizes: SampleSizes): SamplePlan {
  const { from = "2018-11-01", days = 30, events = 8_000, seed = 1 } = sizes;
  const start = Date.parse(`${from}T00:00:00Z`);
  // The second condition: 2018-02-30 is parsed as a day in March.
  if (Number.isNaN(start) || !new Date(start).toISOString().startsWith(`${from}T`)) {
    throw badSize(`"${from}" is not a day.`, "Write the first day like 2018-11-01.");
  }
  checkNumber("number of days", days, 1, MOST_DAYS);
  checkNumber("number of events", events, 10 * days, MOST_EVENTS);
  const songs = sizes.songs ?? Math.min(10_000, Math.max(100, Math.round(events / 16)));
  checkNumber("number of songs", songs, 1, MOST_SONGS);
  checkNumber("seed", seed, -(2 ** 31), 2 ** 32);
  return {
    start,
    end: start + days * DAY_MS,
    days,
    events,
    songs,
    seed,
    listeners: listenersFor(events, days),
  };
}

/**
 * About a hundred for 8,000 events. More data has more listeners, but also keener ones; a day has time for only
 * so many songs, so the same data in fewer days needs more of them.
 */
function listenersFor(events: number, days: number): number {
  const size = events / 8_000;
  const bySize = 100 * Math.sqrt(size) * Math.sqrt(Math.sqrt(size));
  return Math.max(10, Math.round(bySize), Math.ceil(events / days / 30));
}

function checkNumber(what: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw badSize(
    `${value} cannot be the ${what} of a sample.`,
    `Choose a whole number from ${least} to ${most}.`,
  );
}

function badSize(message: string, next: string): UserError {
  return new UserError({ code: "bad-sample-size", message, next });
}
