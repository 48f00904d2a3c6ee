import type { DagSpec } from "../../protocol/dag.ts";
import { UserError } from "../../protocol/user-error.ts";
import { runInterval } from "../plan.ts";
import type { RunRecord, Store } from "../state/store.ts";

/** The run of a date's interval; without a date the run that was last at work. */
export function findRun(dag: DagSpec, date: string | undefined, store: Store, now: number): RunRecord {
  if (date === undefined) {
    const latest = store.latestRun(dag.id);
    if (latest !== undefined) return latest;
    throw noRun(`${dag.id} has not run yet.`, dag);
  }
  const interval = runInterval(dag, { date }, now);
  const run = store.runAt(dag.id, interval.start);
  if (run !== undefined) return run;
  throw noRun(`${dag.id} has no run for the interval from ${interval.start} to ${interval.end}.`, dag);
}

function noRun(message: string, dag: DagSpec): UserError {
  return new UserError({
    code: "no-run",
    message,
    next: `\`millrace status ${dag.id}\` lists its runs, \`millrace run ${dag.id} --date …\` makes one.`,
  });
}
