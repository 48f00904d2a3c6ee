import { formatDuration } from "../core/duration.ts";
import type { RunRecord } from "../state/store.ts";

/** Stands for the state of a run whose runner died. The next `run` or `backfill` of the workspace puts it right. */
export const INTERRUPTED = "interrupted";

/** A run that no living runner drives is not running, whatever its last event said. */
export function isInterrupted(run: RunRecord, isOwned: boolean): boolean {
  return !isOwned && run.endedAt === null;
}

/** How long a run took; empty when it has not ended. */
export function runTook({ startedAt, endedAt }: RunRecord): string {
  return startedAt === null || endedAt === null ? "" : formatDuration(endedAt - startedAt);
}
