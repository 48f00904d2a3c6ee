import type { IntervalState } from "../core/backfill-plan.ts";
import { formatDuration } from "../core/duration.ts";
import type { RunRecord, Store } from "../state/store.ts";

/**
 * A run's state as people should see it. A run that no living runner drives is not running, whatever its last event
 * said: `paused` when it waits in a paused backfill, else `interrupted`, until the next command that runs tasks puts it
 * right.
 */
export function shownState(
  { state, endedAt, backfillId }: RunRecord,
  history: Pick<Store, "backfill">,
  isOwned: boolean,
): IntervalState {
  if (endedAt !== null) return state;
  const backfill = backfillId === null ? undefined : history.backfill(backfillId);
  if (state === "queued" && backfill !== undefined && backfill.pausedAt !== null) return "paused";
  return isOwned ? state : "interrupted";
}

/** How long a run took; empty when it has not ended. */
export function runTook({ startedAt, endedAt }: RunRecord): string {
  return startedAt === null || endedAt === null ? "" : formatDuration(endedAt - startedAt);
}
