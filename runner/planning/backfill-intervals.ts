import type { DagSpec } from "../../protocol/dag.ts";
import type { DataInterval } from "../../protocol/run.ts";
import { UserError } from "../../protocol/user-error.ts";
import { intervalsBetween } from "../core/intervals.ts";
import { readDate, scheduleOf } from "./dates.ts";

/** No backfill is longer by mistake: `--from 2018 --to 2081` of an hourly DAG. */
const MOST_RUNS = 100_000;

export interface DateRange {
  readonly from: string;
  /** Inclusive. */
  readonly to: string;
}

/** The intervals of the DAG's life that start in the range, oldest first. Throws a UserError when there is none. */
export function backfillIntervals(dag: DagSpec, range: DateRange): readonly DataInterval[] {
  const from = readDate(range.from, dag, "--from");
  const to = readDate(range.to, dag, "--to");
  if (to.time < from.time) throw emptyRange(range);
  const bounds = { startDate: dag.startDate, ...(dag.endDate && { endDate: dag.endDate }) };
  const intervals = intervalsBetween(scheduleOf(dag), { from, to, ...bounds, limit: MOST_RUNS + 1 });
  if (intervals.length === 0) throw noIntervals(dag, range);
  if (intervals.length > MOST_RUNS) throw tooMany(range);
  return intervals;
}

export function emptyRange({ from, to }: DateRange): UserError {
  return new UserError({
    code: "empty-range",
    message: `The range from ${from} to ${to} is empty.`,
    next: "--to is inclusive and must not be before --from.",
  });
}

function noIntervals(dag: DagSpec, { from, to }: DateRange): UserError {
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

function tooMany({ from, to }: DateRange): UserError {
  return new UserError({
    code: "too-many-runs",
    message: `The range from ${from} to ${to} has more than ${MOST_RUNS.toLocaleString("en-US")} intervals.`,
    next: "Backfill it in parts.",
  });
}
