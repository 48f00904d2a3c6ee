import type { DagSpec } from "../protocol/dag.ts";
import type { DataInterval } from "../protocol/run.ts";
import { UserError } from "../protocol/user-error.ts";
import type { BackfillPolicy, PlannedRun } from "./core/backfill-plan.ts";
import { planRuns } from "./core/backfill-plan.ts";
import type { DateArgument } from "./core/date-argument.ts";
import { DATE_HELP, parseDateArgument } from "./core/date-argument.ts";
import { intervalAt, intervalForManualRun, intervalsBetween } from "./core/intervals.ts";
import type { Schedule } from "./core/schedule.ts";
import { parseSchedule } from "./core/schedule.ts";
import { selectTasks } from "./core/selection.ts";
import { existingRun } from "./engine/existing-run.ts";
import type { Store } from "./state/store.ts";

/** No backfill is longer by mistake: `--from 2018 --to 2081` of an hourly DAG. */
const MOST_RUNS = 100_000;

export interface RunArguments {
  /** A day or a moment: the interval that it names. */
  readonly date?: string;
  /** An interval of the user's own making. */
  readonly start?: string;
  readonly end?: string;
  readonly task?: string;
}

export interface BackfillArguments {
  readonly from: string;
  readonly to: string;
  readonly policy: BackfillPolicy;
  readonly task?: string;
}

/** The plan of `run`: one interval, always from its first task on. Throws a UserError for one outside of the DAG's life. */
export function planRun(dag: DagSpec, args: RunArguments, store: Store, now: number): readonly PlannedRun[] {
  const interval = runInterval(dag, args, now);
  const start = Date.parse(interval.start);
  if (args.start === undefined && (start < Date.parse(dag.startDate) || start >= endOfLife(dag)))
    throw outsideOfLife(dag, interval, args.date === undefined);
  return plan(dag, [interval], "all", args.task, store);
}

/** The plan of `backfill`. Throws a UserError when no interval starts in the range. */
export function planBackfill(
  dag: DagSpec,
  args: BackfillArguments,
  store: Store,
  now: number,
): readonly PlannedRun[] {
  const from = readDate(args.from, dag, "--from");
  const to = readDate(args.to, dag, "--to");
  if (to.time < from.time) throw emptyRange(args);
  const bounds = { startDate: dag.startDate, ...(dag.endDate && { endDate: dag.endDate }) };
  const intervals = intervalsBetween(scheduleOf(dag), { from, to, ...bounds, limit: MOST_RUNS + 1 });
  if (intervals.length === 0) throw noIntervals(dag, args);
  if (intervals.length > MOST_RUNS) throw tooMany(args);
  return plan(dag, intervals, args.policy, args.task, store, now);
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

/** The UTC day of a date or time that a user gave, as an interval. Throws a UserError when it is neither. */
export function utcDay(text: string): DataInterval {
  const result = parseDateArgument(text, "UTC");
  if (!result.ok) throw new UserError({ code: "bad-date", message: result.message, next: result.next });
  const day = 24 * 60 * 60 * 1000;
  const start = Math.floor(result.date.time / day) * day;
  return { start: new Date(start).toISOString(), end: new Date(start + day).toISOString() };
}

function plan(
  dag: DagSpec,
  intervals: readonly DataInterval[],
  policy: BackfillPolicy,
  selector: string | undefined,
  store: Store,
  now?: number,
): readonly PlannedRun[] {
  const existing = (interval: DataInterval) => existingRun(store, dag.id, interval);
  return planRuns({
    intervals,
    policy,
    taskIds: select(dag, selector),
    existing,
    ...(now !== undefined && { now }),
  });
}

function select(dag: DagSpec, selector: string | undefined): readonly string[] {
  if (selector === undefined) return dag.tasks.map(({ id }) => id);
  const selection = selectTasks(dag, selector);
  if (selection.ok) return selection.taskIds;
  throw new UserError({ code: "unknown-task", message: selection.message, next: selection.next });
}

function scheduleOf(dag: DagSpec): Schedule {
  const result = parseSchedule(dag.schedule, dag.timezone);
  if (result.ok) return result.schedule;
  throw new UserError({
    code: "bad-schedule",
    message: result.message,
    next: result.next,
    position: dag.position,
  });
}

function readDate(text: string, dag: DagSpec, option: string): DateArgument {
  const result = parseDateArgument(text, dag.timezone);
  if (result.ok) return result.date;
  throw new UserError({ code: "bad-date", message: `${option}: ${result.message}`, next: result.next });
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

/** No interval starts at or after it. Milliseconds since the epoch. */
function endOfLife({ endDate }: DagSpec): number {
  return endDate === undefined ? Number.POSITIVE_INFINITY : Date.parse(endDate);
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

function emptyRange({ from, to }: BackfillArguments): UserError {
  return new UserError({
    code: "empty-range",
    message: `The range from ${from} to ${to} is empty.`,
    next: "--to is inclusive and must not be before --from.",
  });
}

function noIntervals(dag: DagSpec, { from, to }: BackfillArguments): UserError {
  const ends = dag.endDate === undefined ? "" : ` and its endDate ${dag.endDate}`;
  return new UserError({
    code: "no-interval",
    message: `No interval of ${dag.id} (schedule ${dag.schedule ?? "null"}, ${dag.timezone}) starts between ${from} and ${to}.`,
    next:
      dag.schedule === null
        ? "A DAG without a schedule has no intervals to backfill: use `millrace run --date`."
        : `Look at its startDate ${dag.startDate}${ends}.`,
  });
}

function tooMany({ from, to }: BackfillArguments): UserError {
  return new UserError({
    code: "too-many-runs",
    message: `The range from ${from} to ${to} has more than ${MOST_RUNS.toLocaleString("en-US")} intervals.`,
    next: "Backfill it in parts.",
  });
}
