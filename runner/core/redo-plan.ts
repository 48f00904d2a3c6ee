import type { DataInterval } from "../../protocol/run.ts";
import { isFinished } from "../../protocol/run.ts";
import type { PlannedRun } from "../../protocol/work.ts";
import type { ExistingRun } from "./backfill-plan.ts";
import { endReason, isDone, neverRan, openReason, planFor, SUCCEEDED } from "./backfill-plan.ts";

/*
 * Plans over runs that are there: none is created. Tasks that never took part in a run stay out of it: a run of some
 * tasks is a run of these tasks.
 */

export interface RedoRequest {
  /** In the order in which they are to start. */
  readonly runs: readonly ExistingRun[];
  /** The tasks that it is about, in the order of the DAG file. */
  readonly taskIds: readonly string[];
  readonly isSelection: boolean;
}

/** What did not succeed, again: failed, upstream_failed, cancelled, and what never ran. */
export function planRetry({ runs, taskIds, isSelection }: RedoRequest): readonly PlannedRun[] {
  return runs.map((run) => {
    const plan = planFor(run);
    const open = openReason(run);
    if (open !== undefined) return plan.skip(open);
    if (run.state === "success") {
      // Cleared before a success that did without them.
      const never = unfinished(run, taskIds);
      return never.length > 0 ? plan.resume(neverRan(never), never) : plan.skip(SUCCEEDED);
    }
    const undone = partOf(run, taskIds).filter((id) => !isDone(run.tasks.get(id)));
    if (isSelection && undone.length === 0) return plan.skip("none of the chosen tasks failed");
    return plan.resume(endReason(run, undone), undone);
  });
}

/** Tasks again whatever became of them; or only forgotten, for a later retry or backfill. */
export function planClear(request: RedoRequest & { readonly isOnlyReset: boolean }): readonly PlannedRun[] {
  const { runs, taskIds, isOnlyReset } = request;
  return runs.map((run) => {
    const plan = planFor(run);
    const open = openReason(run);
    if (open !== undefined) return plan.skip(open);
    const chosen = partOf(run, taskIds);
    if (chosen.length === 0) return plan.skip("none of the chosen tasks took part in it");
    return isOnlyReset
      ? plan.clear("what became of it is forgotten", chosen)
      : plan.rerun("runs again, whatever became of it", chosen);
  });
}

/** What a backfill has left: runs that wait since it was paused, and those that were stopped before their end. */
export function planResume({ runs, taskIds, isSelection }: RedoRequest): readonly PlannedRun[] {
  return runs.map((run) => {
    const plan = planFor(run);
    if (run.state === "paused") {
      return plan.resume("waited in the paused backfill", unfinished(run, taskIds));
    }
    const open = openReason(run);
    if (open !== undefined) return plan.skip(open);
    if (run.state === "success") return plan.skip(SUCCEEDED);
    if (run.state === "failed") return plan.skip("its run failed; retry runs it again");
    const undone = partOf(run, taskIds).filter((id) => !isDone(run.tasks.get(id)));
    // What else was cancelled in it is none of the backfill's.
    if (isSelection && undone.length === 0) return plan.skip("its tasks of the backfill succeeded before");
    return plan.resume(endReason(run, undone), undone);
  });
}

/** Newest interval first or oldest first. */
export function inOrder<T extends { readonly interval: DataInterval }>(
  items: readonly T[],
  order: "asc" | "desc",
): readonly T[] {
  const sorted = items.toSorted((a, b) => (a.interval.start < b.interval.start ? -1 : 1));
  return order === "asc" ? sorted : sorted.reverse();
}

function unfinished(run: ExistingRun, taskIds: readonly string[]): readonly string[] {
  return partOf(run, taskIds).filter((id) => !isFinished(run.tasks.get(id) ?? "none"));
}

function partOf(run: ExistingRun, taskIds: readonly string[]): readonly string[] {
  return taskIds.filter((id) => run.tasks.has(id));
}
