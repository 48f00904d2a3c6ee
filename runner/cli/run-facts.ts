import type { RunRecord } from "../../protocol/history.ts";
import { formatDuration } from "../../protocol/text/duration.ts";
import type { IntervalState } from "../../protocol/work.ts";
import { formatNumber } from "./render/number.ts";

/** `running 2, queued 5`: the runs of a DAG that are not ended, while a living runner has some of them; else undefined. */
export function openRunsText(
  open: readonly RunRecord[],
  stateOf: (run: RunRecord) => IntervalState,
): string | undefined {
  const counts = new Map<IntervalState, number>();
  // Those of one backfill wait for the same.
  for (const alike of Map.groupBy(open, ({ state, backfillId }) => `${state} ${backfillId}`).values()) {
    const [first] = alike;
    if (first === undefined) continue;
    const state = stateOf(first);
    counts.set(state, (counts.get(state) ?? 0) + alike.length);
  }
  if (!counts.has("running") && !counts.has("queued")) return undefined;
  const states = ["running", "queued", "paused"] as const;
  return states
    .filter((state) => counts.has(state))
    .map((state) => `${state} ${formatNumber(counts.get(state) ?? 0)}`)
    .join(", ");
}

/** How long a run took; empty when it has not ended. */
export function runTook({ startedAt, endedAt }: RunRecord): string {
  return startedAt === null || endedAt === null ? "" : formatDuration(endedAt - startedAt);
}
