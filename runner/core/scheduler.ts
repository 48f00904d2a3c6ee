import type { DataInterval } from "../../protocol/run.ts";
import type { IntervalBounds } from "./intervals.ts";
import { intervalsBetween, latestCompleteInterval, nextIntervalAfter } from "./intervals.ts";
import type { Schedule } from "./schedule.ts";

/*
 * An interval is due when it has ended. The cursor of a DAG says how far its schedule has come: no interval that
 * starts before it is scheduled any more. It never goes back, so no stretch of time is scheduled twice, whatever
 * becomes of clocks, schedules and time zones; and it goes on interval by interval while the DAG is watched, so
 * none is left out that ended meanwhile, also while the machine slept.
 *
 * What ended while nobody watched (no scheduler ran, the DAG was paused, its schedule was another one) is caught
 * up with `catchup`. Without it the DAG goes on at the latest interval that is complete, as in Airflow.
 */

export interface ScheduleLook {
  readonly schedule: Schedule;
  readonly bounds: IntervalBounds;
  readonly catchup: boolean;
  /** ISO 8601; undefined for a DAG that was never scheduled. */
  readonly cursor: string | undefined;
  /** Whether this scheduler watched the DAG, with this schedule, when it looked the last time. */
  readonly isWatched: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The most intervals that may become due this time. */
  readonly limit: number;
  /** Whether the history has a run of the interval, however it was started and whatever became of it. */
  readonly hasRun: (interval: DataInterval) => boolean;
}

export interface ScheduleStep {
  /** What is to be run, oldest first. */
  readonly due: readonly DataInterval[];
  /** Never before the one that was given. */
  readonly cursor: string | undefined;
  /** What is scheduled after these. It is due at its end; when that has passed, look again. */
  readonly next: DataInterval | undefined;
  /** What ended while nobody watched, and is left out. */
  readonly missed: MissedIntervals | undefined;
  /** Time that no interval covers, because the schedule has become another one. */
  readonly gap: DataInterval | undefined;
}

export interface MissedIntervals {
  /** At least so many; exactly so many unless `isMore`. */
  readonly count: number;
  readonly isMore: boolean;
  readonly first: DataInterval;
  readonly last: DataInterval;
}

/** Intervals that are looked at in one go: a year of minutes takes time. */
const MOST_AT_ONCE = 1000;

/** What a DAG's schedule asks for now. The cursor is to be stored in one piece with the runs that are due. */
export function lookAtSchedule(look: ScheduleLook): ScheduleStep {
  const { schedule, bounds, now, limit, hasRun } = look;
  const { start, missed } = beginning(look);
  const due: DataInterval[] = [];
  // It moves past what has ended, never to what is to come: a schedule or startDate that was a mistake leaves no mark.
  let cursor = start;
  let next = nextIntervalAfter(schedule, cursor, bounds);
  for (let passed = 0; next !== undefined && isDue(next, now) && passed < MOST_AT_ONCE; passed++) {
    if (due.length >= limit) break;
    if (!hasRun(next)) due.push(next);
    cursor = next.end;
    next = nextIntervalAfter(schedule, cursor, bounds);
  }
  return { due, cursor, next, missed, gap: gapBefore(look, start) };
}

/** An interval's data is all there when it has ended. */
export function isDue(interval: DataInterval, now: number): boolean {
  return Date.parse(interval.end) <= now;
}

/** Where the DAG goes on, and what it leaves out by that. */
function beginning(look: ScheduleLook): { start: string | undefined; missed: MissedIntervals | undefined } {
  const { schedule, catchup, cursor, isWatched, now } = look;
  const latest = catchup || isWatched ? undefined : latestCompleteInterval(schedule, now);
  if (latest === undefined || (cursor !== undefined && latest.start <= cursor))
    return { start: cursor, missed: undefined };
  // A DAG that was never scheduled has missed nothing: its schedule begins here.
  return { start: latest.start, missed: cursor === undefined ? undefined : missedFrom(cursor, latest, look) };
}

function missedFrom(cursor: string, latest: DataInterval, look: ScheduleLook): MissedIntervals | undefined {
  const { schedule, bounds, hasRun } = look;
  const passed = intervalsBetween(schedule, {
    from: { time: Date.parse(cursor), isDateOnly: false },
    to: { time: Date.parse(latest.start) - 1, isDateOnly: false },
    limit: MOST_AT_ONCE,
    ...bounds,
  });
  const missed = passed.filter((interval) => !hasRun(interval));
  const [first] = missed;
  const last = missed.at(-1);
  if (first === undefined || last === undefined) return undefined;
  if (passed.length < MOST_AT_ONCE) return { count: missed.length, isMore: false, first, last };
  const before = latestCompleteInterval(schedule, Date.parse(latest.start));
  return { count: missed.length, isMore: true, first, last: before ?? last };
}

/** A cursor that was stored is where an interval starts, unless the schedule was another one then. */
function gapBefore(look: ScheduleLook, start: string | undefined): DataInterval | undefined {
  const { schedule, bounds, cursor, isWatched } = look;
  if (schedule.kind !== "cron" || isWatched || cursor === undefined || start !== cursor) return undefined;
  if (Date.parse(cursor) < Date.parse(bounds.startDate)) return undefined;
  const next = nextIntervalAfter(schedule, cursor, bounds);
  return next === undefined || next.start === cursor ? undefined : { start: cursor, end: next.start };
}
