import type { DagSpec } from "../../protocol/dag.ts";
import type { DataInterval } from "../../protocol/run.ts";
import { UserError } from "../../protocol/user-error.ts";
import { DATE_HELP, parseDateArgument } from "../core/date-argument.ts";
import { intervalAt, intervalForManualRun } from "../core/intervals.ts";
import { endOfLife, readDate, scheduleOf } from "./dates.ts";

export interface RunArguments {
  /** A day or a moment: the interval that it names. */
  readonly date?: string;
  /** An interval of the user's own making. */
  readonly start?: string;
  readonly end?: string;
}

/** The interval that a date names for this DAG; without a date the latest of its life that is complete. */
export function runInterval(dag: DagSpec, args: RunArguments, now: number): DataInterval {
  if (args.start !== undefined || args.end !== undefined) return ownInterval(dag, args);
  const schedule = scheduleOf(dag);
  if (args.date === undefined) {
    const latest = intervalForManualRun(schedule, now);
    const end = endOfLife(dag);
    if (Date.parse(latest.start) < end) return latest;
    return intervalAt(schedule, { time: end - 1, isDateOnly: false }) ?? latest;
  }
  const interval = intervalAt(schedule, readDate(args.date, dag, "--date"));
  if (interval !== undefined) return interval;
  throw new UserError({
    code: "no-interval",
    message: `The schedule of ${dag.id} has no interval at ${args.date}.`,
    next: DATE_HELP,
  });
}

/** The same, within the DAG's life. An interval of the user's own may be anywhere. */
export function livingInterval(dag: DagSpec, args: RunArguments, now: number): DataInterval {
  const interval = runInterval(dag, args, now);
  const start = Date.parse(interval.start);
  if (args.start === undefined && (start < Date.parse(dag.startDate) || start >= endOfLife(dag)))
    throw outsideOfLife(dag, interval, args.date === undefined);
  return interval;
}

/** The UTC day of a date or time that a user gave, as an interval. Throws a UserError when it is neither. */
export function utcDay(text: string): DataInterval {
  const result = parseDateArgument(text, "UTC");
  if (!result.ok) throw new UserError({ code: "bad-date", message: result.message, next: result.next });
  const day = 24 * 60 * 60 * 1000;
  const start = Math.floor(result.date.time / day) * day;
  return { start: new Date(start).toISOString(), end: new Date(start + day).toISOString() };
}

function ownInterval(dag: DagSpec, { start, end, date }: RunArguments): DataInterval {
  if (start === undefined || end === undefined || date !== undefined)
    throw new UserError({
      code: "bad-interval",
      message: "--start and --end go together, and without --date.",
      next: "Give both for an interval of your own, or --date for one of the schedule.",
    });
  const from = readDate(start, dag, "--start").time;
  const to = readDate(end, dag, "--end").time;
  if (to <= from)
    throw new UserError({
      code: "bad-interval",
      message: `The interval from ${start} to ${end} is empty.`,
      next: "--end is exclusive: for the day 2018-11-01 give --start 2018-11-01 --end 2018-11-02.",
    });
  return { start: new Date(from).toISOString(), end: new Date(to).toISOString() };
}

function outsideOfLife(dag: DagSpec, { start, end }: DataInterval, isLatest: boolean): UserError {
  const isEarly = Date.parse(start) < Date.parse(dag.startDate);
  return new UserError({
    code: "outside-of-life",
    message: isLatest
      ? `No interval of ${dag.id} is complete yet: the first one starts at or after its startDate ${dag.startDate}.`
      : `The interval from ${start} to ${end} is ${isEarly ? `before the startDate ${dag.startDate}` : `not before the endDate ${dag.endDate}`} of ${dag.id}.`,
    next: "Give another --date, or an interval of your own with --start and --end.",
  });
}
