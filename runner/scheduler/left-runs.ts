import type { RunRecord } from "../../protocol/history.ts";
import type { Store } from "../state/store.ts";
import type { SchedulerNotice } from "./notice.ts";

/**
 * What a runner that died has left open and could not be put right: the warehouse of these runs does not say what
 * became of their loads. To be called before a run is started.
 */
export function leftRuns(history: Store): readonly SchedulerNotice[] {
  const left = new Map<string, number>();
  for (const run of history.unfinishedRuns())
    if (!waits(run, history)) left.set(run.dagId, (left.get(run.dagId) ?? 0) + 1);
  return [...left].map(([dagId, runs]) => ({ kind: "left", dagId, runs }));
}

/** In a backfill that is paused. */
function waits({ state, backfillId }: RunRecord, history: Store): boolean {
  return state === "queued" && backfillId !== null && history.backfill(backfillId)?.pausedAt != null;
}
