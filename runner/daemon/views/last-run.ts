import type { RunRecord } from "../../../protocol/history.ts";
import type { Store } from "../../state/store.ts";

/**
 * The run that stands for its DAG. While something goes on, the one that was at work last; of a backfill that is over,
 * the newest interval, because which of its runs side by side ended last says nothing.
 */
export function lastRun(store: Pick<Store, "latestRun" | "runs">, dagId: string): RunRecord | undefined {
  const latest = store.latestRun(dagId);
  if (latest?.backfillId == null || latest.endedAt === null) return latest;
  const { backfillId } = latest;
  if (store.runs({ backfillId, states: ["queued", "running"], limit: 1 }).length > 0) return latest;
  return store.runs({ backfillId, limit: 1 })[0] ?? latest;
}
