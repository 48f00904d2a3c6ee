import type { DagSpec } from "../../protocol/dag.ts";
import type { BackfillRecord, RunRecord } from "../../protocol/history.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { RunScope } from "../../protocol/work.ts";
import { parseDateArgument } from "../core/date-argument.ts";
import { endOfArgument } from "../core/intervals.ts";
import type { Store } from "../state/store.ts";
import { emptyRange } from "./backfill-intervals.ts";
import { readDate, scheduleOf } from "./dates.ts";
import { runInterval } from "./run-interval.ts";

/** The runs that a scope means, in no order. Throws a UserError when there is none. */
export function runsInScope(dag: DagSpec, scope: RunScope, store: Store, now: number): readonly RunRecord[] {
  const { date, from, to, backfillId } = scope;
  const isRange = from !== undefined || to !== undefined;
  if ([date !== undefined, isRange, backfillId !== undefined].filter(Boolean).length > 1) throw manyScopes();
  if (date !== undefined) {
    const run = runOfDate(dag, date, store, now);
    if (run !== undefined) return [run];
    throw noRun(`${dag.id} has no run of ${date}.`, dag);
  }
  if (isRange) return runsBetween(dag, from, to, store);
  if (backfillId !== undefined) return runsOfBackfill(dag, backfillId, store);
  const latest = store.latestRun(dag.id);
  if (latest !== undefined) return [latest];
  throw noRun(`${dag.id} has not run yet.`, dag);
}

/** The run of the interval that a date names. */
export function runOfDate(dag: DagSpec, date: string, store: Store, now: number): RunRecord | undefined {
  // A moment at which a run starts means that run, also when its interval is none of the schedule's.
  const moment = parseDateArgument(date, dag.timezone);
  const exact = moment.ok ? store.runAt(dag.id, new Date(moment.date.time).toISOString()) : undefined;
  return exact ?? store.runAt(dag.id, runInterval(dag, { date }, now).start);
}

/** Throws a UserError when there is no such backfill. */
export function findBackfill(store: Store, backfillId: string): BackfillRecord {
  const found = store.backfill(backfillId);
  if (found !== undefined) return found;
  const shown = store
    .backfills()
    .slice(0, 3)
    .map(({ backfillId: id, dagId, from, to }) => `${id} (${dagId}, ${from} to ${to})`);
  throw new UserError({
    code: "unknown-backfill",
    message: `There is no backfill "${backfillId}" in this workspace.`,
    next:
      shown.length === 0
        ? "None was made yet: `millrace backfill` makes one."
        : `The latest: ${shown.join(", ")}.`,
  });
}

function runsBetween(
  dag: DagSpec,
  from: string | undefined,
  to: string | undefined,
  store: Store,
): readonly RunRecord[] {
  const first = from === undefined ? undefined : readDate(from, dag, "--from").time;
  const last = to === undefined ? undefined : readDate(to, dag, "--to");
  if (from !== undefined && to !== undefined && (last?.time ?? 0) < (first ?? 0))
    throw emptyRange({ from, to });
  const runs = store.runs({
    dagId: dag.id,
    ...(first !== undefined && { intervalFrom: new Date(first).toISOString() }),
    ...(last !== undefined && { intervalTo: new Date(endOfArgument(scheduleOf(dag), last)).toISOString() }),
  });
  if (runs.length > 0) return runs;
  const range = [from === undefined ? "" : ` from ${from} on`, to === undefined ? "" : ` up to ${to}`].join(
    "",
  );
  throw noRun(`${dag.id} has no run of an interval${range}.`, dag);
}

/** The runs that a backfill still has. Throws a UserError when there is none, or it is another DAG's. */
export function runsOfBackfill(dag: DagSpec, backfillId: string, store: Store): readonly RunRecord[] {
  const { dagId } = findBackfill(store, backfillId);
  if (dagId !== dag.id)
    throw new UserError({
      code: "other-dag",
      message: `The backfill ${backfillId} is one of ${dagId}, not of ${dag.id}.`,
      next: "`millrace backfills` lists them all.",
    });
  const runs = store.runs({ backfillId });
  if (runs.length > 0) return runs;
  throw noRun(`The runs of ${backfillId} have all been taken by later backfills.`, dag);
}

function manyScopes(): UserError {
  return new UserError({
    code: "bad-scope",
    message: "A backfill's id, --date, and --from with --to name runs in different ways.",
    next: "Give one of them.",
  });
}

function noRun(message: string, dag: DagSpec): UserError {
  return new UserError({ code: "no-run", message, next: `\`millrace status ${dag.id}\` lists its runs.` });
}
