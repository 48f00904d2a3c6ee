import type { RunRecord } from "../../protocol/history.ts";
import type { DataInterval } from "../../protocol/run.ts";
import type { ExistingRun } from "../core/backfill-plan.ts";
import type { Store } from "../state/store.ts";
import { taskStates } from "./load-run.ts";

/** The runs of the history as plans ask for them. */
export interface HistoryView {
  readonly at: (dagId: string) => (interval: DataInterval) => ExistingRun | undefined;
  readonly of: (run: RunRecord) => ExistingRun;
}

/** `isOwned`: a living runner drives the open runs. */
export function historyView(store: Store, isOwned: boolean): HistoryView {
  const paused = pausedBackfills(store);
  const stateOf = (run: RunRecord): ExistingRun["state"] => {
    if (run.state !== "queued" && run.state !== "running") return run.state;
    if (waitsInPaused(run, paused)) return "paused";
    return isOwned ? run.state : "interrupted";
  };
  const view: HistoryView = {
    at: (dagId) => (interval) => {
      const run = store.runAt(dagId, interval.start);
      return run === undefined ? undefined : view.of(run);
    },
    of(run) {
      const { runId, interval, backfillId } = run;
      return {
        runId,
        interval,
        state: stateOf(run),
        ...(backfillId !== null && { backfillId }),
        tasks: taskStates(store, runId),
      };
    },
  };
  return view;
}

export function pausedBackfills(store: Store): ReadonlySet<string> {
  const paused = store.backfills().filter(({ pausedAt }) => pausedAt !== null);
  return new Set(paused.map(({ backfillId }) => backfillId));
}

/** Nobody drives it until its backfill is resumed. */
export function waitsInPaused(run: RunRecord, paused: ReadonlySet<string>): boolean {
  return run.state === "queued" && run.backfillId !== null && paused.has(run.backfillId);
}

/** What the history has of one interval, for a runner that drives the open runs. */
export function existingRun(store: Store, dagId: string, interval: DataInterval): ExistingRun | undefined {
  return historyView(store, true).at(dagId)(interval);
}
