import type { BackfillState } from "../../protocol/backfill.ts";
import type { RunState } from "../../protocol/run.ts";

/** How a backfill is doing. `isOwned`: a living runner is at work in the workspace. */
export function backfillState(
  backfill: { readonly counts: Readonly<Record<RunState, number>>; readonly pausedAt: number | null },
  isOwned: boolean,
): BackfillState {
  const { counts, pausedAt } = backfill;
  if (counts.queued + counts.running > 0) {
    if (pausedAt !== null) return "paused";
    return isOwned ? "running" : "interrupted";
  }
  if (counts.failed > 0) return "failed";
  return counts.cancelled > 0 ? "cancelled" : "success";
}
