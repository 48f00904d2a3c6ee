import type { DataInterval } from "../../protocol/run.ts";
import type { ExistingRun } from "../core/backfill-plan.ts";
import type { Store } from "../state/store.ts";
import { taskStates } from "./load-run.ts";

/** What the history has of an interval, as a plan asks for it. */
export function existingRun(store: Store, dagId: string, interval: DataInterval): ExistingRun | undefined {
  const run = store.runAt(dagId, interval.start);
  if (run === undefined) return undefined;
  return { runId: run.runId, interval: run.interval, state: run.state, tasks: taskStates(store, run.runId) };
}
