import type { DagSpec } from "../../protocol/dag.ts";
import { UserError } from "../../protocol/user-error.ts";
import { intervalLabeler } from "../core/interval-label.ts";
import { runInterval } from "../planning/run-interval.ts";
import { runOfDate } from "../planning/run-scope.ts";
import type { RunRecord, Store } from "../state/store.ts";

/** The run of a date's interval; without a date the run that was last at work. */
export function findRun(dag: DagSpec, date: string | undefined, store: Store, now: number): RunRecord {
  if (date === undefined) {
    const latest = store.latestRun(dag.id);
    if (latest !== undefined) return latest;
    throw noRun(`${dag.id} has not run yet.`, dag);
  }
  const run = runOfDate(dag, date, store, now);
  if (run !== undefined) return run;
  const label = intervalLabeler(dag.timezone)(runInterval(dag, { date }, now));
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
