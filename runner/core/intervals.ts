import type { DataInterval } from "../../protocol/run.ts";
import type { DateArgument } from "./date-argument.ts";
import type { Schedule } from "./schedule.ts";

/*
 * The data interval of a cron schedule is [tick, next tick), as in Airflow's CronDataIntervalTimetable. Intervals
 * of one schedule therefore touch each other without gap or overlap, through changes of daylight saving too: a
 * daily interval is then 23 or 25 hours long.
 *
 * A DAG without ticks (`null`, `@once`) has intervals of one local day. Airflow gives such runs an interval of
 * length zero, over which no load could select a row.
 */

/** A DAG's life: intervals start at or after `startDate` and before `endDate`. ISO 8601 with offset. */
export interface IntervalBounds {
  readonly startDate: string;
  readonly endDate?: string;
}

export interface IntervalRange extends IntervalBounds {
  readonly from: DateArgument;
  /** Inclusive: the whole day when it names a day, else the moment itself. */
  readonly to: DateArgument;
  /** Ends the list early; ask for one more than you can take to learn whether there are too many. */
  readonly limit?: number;
}

/**
 * Every interval whose start lies in [from, to] and within the bounds, oldest first. `@once` has the day of the
 * start date alone; a manual DAG has none.
 */
export function intervalsBetween(schedule: Schedule, range: IntervalRange): readonly DataInterval[] {
  const end = Math.min(endOfArgument(schedule, range.to), endOf(range));
  if (schedule.kind === "once") {
    const day = onceInterval(schedule, range);
    return day.start < end && day.end > range.from.time ? [toData(day)] : [];
  }
  const first = Math.max(range.from.time, Date.parse(range.startDate));
  const limit = range.limit ?? Number.POSITIVE_INFINITY;
  const found: DataInterval[] = [];
  let interval = startingAtOrAfter(schedule, first);
  while (interval !== undefined && interval.start < end && found.length < limit) {
    found.push(toData(interval));
    interval = fromTick(schedule, interval.end);
  }
  return found;
}

/**
 * The interval that `run --date` means. A day means the first interval that starts in it, or the one that holds
 * its beginning when none does (weekly, monthly); a moment means the interval that holds it.
 * Undefined when a cron schedule has no interval there (at the ends of the calendar).
 */
export function intervalAt(schedule: Schedule, date: DateArgument): DataInterval | undefined {
  if (schedule.kind !== "cron") return toData(localDay(schedule, date.time));
  if (date.isDateOnly) {
    const starting = startingAtOrAfter(schedule, date.time);
    if (starting !== undefined && starting.start < endOfArgument(schedule, date)) return toData(starting);
  }
  const holding = fromTick(schedule, schedule.tickAtOrBefore(date.time));
  return holding === undefined ? undefined : toData(holding);
}

/**
 * The first interval that starts at or after `time` (ISO 8601), where the one before it ended; without a time the
 * DAG's first one. It may still be running: it is due at its end. Undefined when there is none any more, and for
 * manual DAGs. `@once` has none after any other.
 */
export function nextIntervalAfter(
  schedule: Schedule,
  time: string | undefined,
  bounds: IntervalBounds,
): DataInterval | undefined {
  if (schedule.kind === "manual") return undefined;
  if (schedule.kind === "once")
    return time === undefined ? toData(onceInterval(schedule, bounds)) : undefined;
  const earliest = Date.parse(bounds.startDate);
  const from = time === undefined ? earliest : Math.max(earliest, Date.parse(time));
  const next = startingAtOrAfter(schedule, from);
  return next === undefined || next.start >= endOf(bounds) ? undefined : toData(next);
}

/** The newest interval of a cron schedule that has ended at `now` (milliseconds since the epoch). */
export function latestCompleteInterval(schedule: Schedule, now: number): DataInterval | undefined {
  if (schedule.kind !== "cron") return undefined;
  const end = schedule.tickAtOrBefore(now);
  const start = end === undefined ? undefined : schedule.tickAtOrBefore(end - 1);
  return start === undefined || end === undefined ? undefined : toData({ start, end });
}

/** The interval of a run that is started by hand without a date: the newest complete one, or else today. */
export function intervalForManualRun(schedule: Schedule, now: number): DataInterval {
  return latestCompleteInterval(schedule, now) ?? toData(localDay(schedule, now));
}

/** Half-open, milliseconds since the epoch. */
interface Span {
  readonly start: number;
  readonly end: number;
}

function startingAtOrAfter(schedule: Schedule, time: number): Span | undefined {
  return schedule.kind === "cron" ? fromTick(schedule, schedule.tickAfter(Math.ceil(time) - 1)) : undefined;
}

function fromTick(schedule: Schedule, start: number | undefined): Span | undefined {
  if (schedule.kind !== "cron" || start === undefined) return undefined;
  const end = schedule.tickAfter(start);
  return end === undefined ? undefined : { start, end };
}

function onceInterval(schedule: Schedule, bounds: IntervalBounds): Span {
  return localDay(schedule, Date.parse(bounds.startDate));
}

function localDay(schedule: Schedule, time: number): Span {
  return { start: schedule.zone.startOfDay(time), end: schedule.zone.startOfDay(time, 1) };
}

/** Exclusive end of what a `to` argument includes. */
export function endOfArgument(schedule: Schedule, date: DateArgument): number {
  return date.isDateOnly ? schedule.zone.startOfDay(date.time, 1) : date.time + 1;
}

function endOf(bounds: IntervalBounds): number {
  return bounds.endDate === undefined ? Number.POSITIVE_INFINITY : Date.parse(bounds.endDate);
}

function toData(span: Span): DataInterval {
  return { start: new Date(span.start).toISOString(), end: new Date(span.end).toISOString() };
}
