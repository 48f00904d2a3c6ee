import type { DagSpec } from "../../protocol/dag.ts";
import { UserError } from "../../protocol/user-error.ts";
import { parseDateArgument } from "../core/date-argument.ts";
import { runInterval } from "../plan.ts";
import type { RunRecord, Store } from "../state/store.ts";
import { intervalLabeler } from "./render/interval-label.ts";

/** The run of a date's interval; without a date the run that was last at work. */
export function findRun(dag: DagSpec, date: string | undefined, store: Store, now: number): RunRecord {
  if (date === undefined) {
    const latest = store.latestRun(dag.id);
    if (latest !== undefined) return latest;
    throw noRun(`${dag.id} has not run yet.`, dag);
  }
  // A moment at which a run starts means that run, also when its interval is none of the schedule's.
  const moment = parseDateArgument(date, dag.timezone);
  const exact = moment.ok ? store.runAt(dag.id, new Date(moment.date.time).toISOString()) : undefined;
  if (exact !== undefined) return exact;
  const interval = runInterval(dag, { date }, now);
  const run = store.runAt(dag.id, interval.start);
  if (run !== undefined) return run;
  const label = intervalLabeler(dag.timezone)(interval);
  throw noRun(`${dag.id} has no run of the interval ${label}.`, dag, date);
}

function noRun(message: string, dag: DagSpec, date?: string): UserError {
  const lists = date === undefined ? "" : `\`millrace status ${dag.id}\` lists its runs, `;
  return new UserError({
    code: "no-run",
    message,
    next: `${lists}\`millrace run ${dag.id} --date ${date ?? "…"}\` makes one.`,
  });
}
