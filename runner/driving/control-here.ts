import { isFinished } from "../../protocol/run.ts";
import type { ControlReply, ControlRequest } from "../../protocol/work.ts";
import { pausedBackfills, waitsInPaused } from "../engine/existing-run.ts";
import type { Store } from "../state/store.ts";
import { cancelEvents, openRuns, toReply } from "./open-runs.ts";

/**
 * Does what was asked when no runner is there to be asked: its runs are left by one that died, or wait in a paused
 * backfill. The caller owns the workspace; `recover` puts right what was left, and throws when it cannot for this DAG.
 */
export async function controlHere(
  request: ControlRequest,
  store: Store,
  now: () => number,
  recover: (dagId: string | undefined) => Promise<void>,
): Promise<ControlReply> {
  const { waiting, working } = openRuns(request, store);
  // Before the recovery, which ends what does not wait in a paused backfill.
  if (request.kind === "pause" && store.backfill(request.backfillId)?.pausedAt === null)
    store.append([{ type: "backfill.paused", at: now(), backfillId: request.backfillId }]);
  const paused = pausedBackfills(store);
  const dagIds = new Set(working.map(({ dagId }) => dagId));
  if (store.unfinishedRuns().some((run) => !waitsInPaused(run, paused)))
    for (const dagId of dagIds.size === 0 ? [undefined] : dagIds) await recover(dagId);
  if (request.kind === "pause") return toReply({ waiting, working: [] }, null);
  const runs = [...waiting, ...working];
  const left = runs.filter(({ runId }) => !isFinished(store.run(runId)?.state ?? "cancelled"));
  store.append(cancelEvents(request, left, store, now()));
  return toReply({ waiting: runs, working: [] }, null);
}
