import type { DagSpec } from "../../protocol/dag.ts";
import type { RunRecord } from "../../protocol/history.ts";
import { intervalLabeler } from "../../protocol/text/interval-label.ts";
import { UserError } from "../../protocol/user-error.ts";
import { readDate } from "../planning/dates.ts";
import { runInterval } from "../planning/run-interval.ts";
import { runOfDate } from "../planning/run-scope.ts";
import type { Store } from "../state/store.ts";
import type { DagWithHistory } from "./dag-history.ts";

/** The run of a date's interval; without a date the run that was last at work. */
export function findRun(
  { dag, unreadable }: DagWithHistory,
  date: string | undefined,
  store: Store,
  now: number,
): RunRecord {
  if (date === undefined) {
    const latest = store.latestRun(dag.id);
    if (latest !== undefined) return latest;
    throw noRun(`${dag.id} has not run yet.`, dag);
  }
  if (unreadable !== undefined) return runAround(dag, date, store);
  const run = runOfDate(dag, date, store, now);
  if (run !== undefined) return run;
  const label = intervalLabeler(dag.timezone)(runInterval(dag, { date }, now));
  throw noRun(`${dag.id} has no run of the interval ${label}.`, dag, date);
}

/** Without the schedule: the run that starts at that time, or else the one whose interval it is in. */
function runAround(dag: DagSpec, date: string, store: Store): RunRecord {
  const { time } = readDate(date, dag, "--date");
  const runs = store.runs({ dagId: dag.id });
  const run =
    runs.find(({ interval }) => Date.parse(interval.start) === time) ??
    runs.find(({ interval }) => Date.parse(interval.start) < time && time < Date.parse(interval.end));
  if (run !== undefined) return run;
  throw new UserError({
    code: "no-run",
    message: `${dag.id} has no run of an interval at ${date}.`,
    next: `\`millrace status ${dag.id}\` lists its runs.`,
  });
}

function noRun(message: string, dag: DagSpec, date?: string): UserError {
  const lists = date === undefined ? "" : `\`millrace status ${dag.id}\` lists its runs, `;
  return new UserError({
    code: "no-run",
    message,
    next: `${lists}\`millrace run ${dag.id} --date ${date ?? "…"}\` makes one.`,
  });
}
