import type { DagSpec } from "../../protocol/dag.ts";
import type { PlannedRun } from "../../protocol/work.ts";
import { planResume } from "../core/redo-plan.ts";
import { existingRun } from "../engine/existing-run.ts";
import { INTERRUPTED_REASON } from "../engine/recover.ts";
import type { Store } from "../state/store.ts";

/** Why a run ended that a scheduler left when it was stopped. */
export const STOPPED_REASON = "the scheduler was stopped";

const RESUMED: ReadonlySet<string | null> = new Set([STOPPED_REASON, INTERRUPTED_REASON]);

/**
 * What a scheduler that was stopped, or died, left of the runs that it had started: the next one goes on with them.
 * Runs that somebody has cancelled stay so.
 */
export function interruptedRuns(dag: DagSpec, history: Store): readonly PlannedRun[] {
  const runs = history
    .runs({ dagId: dag.id, states: ["cancelled"] })
    .filter(({ kind, reason }) => kind === "scheduled" && RESUMED.has(reason))
    .flatMap(({ interval }) => existingRun(history, dag.id, interval) ?? []);
  return planResume({ runs: runs.toReversed(), taskIds: dag.tasks.map(({ id }) => id), isSelection: false });
}
