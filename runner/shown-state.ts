import type { RunRecord } from "../protocol/history.ts";
import type { IntervalState } from "../protocol/work.ts";
import type { Store } from "./state/store.ts";

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
