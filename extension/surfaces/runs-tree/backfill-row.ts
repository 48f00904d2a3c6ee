import type { BackfillView } from "../../../protocol/rpc/workspace.ts";
import { counted } from "../../../protocol/text/counted.ts";
import { formatDuration } from "../../../protocol/text/duration.ts";
import { joined } from "../../text/joined.ts";
import { ago, dayAndTime } from "../../text/time.ts";
import { stateIcon, stateWord } from "../../trees/marks.ts";
import { lines } from "../../trees/parts.ts";
import type { RowChildren, TreeRow } from "../../trees/tree-row.ts";
import type { RunWhat } from "./run-what.ts";

/** A backfill: `sparkify · 12 of 30 · 1 failed`. Under it its runs. */
export function backfillRow(
  backfill: BackfillView,
  children: RowChildren<RunWhat>,
  now: number,
): TreeRow<RunWhat> {
  const { backfillId, dagId, counts, state, from, to, startedAt, endedAt } = backfill;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const isOpen = isOpenBackfill(backfill);
  const progress = `${counts.success + counts.failed + counts.cancelled} of ${total}`;
  const took = startedAt === null || endedAt === null ? undefined : formatDuration(endedAt - startedAt);
  return {
    key: `backfill ${backfillId}`,
    label: `Backfill ${backfillId}`,
    icon: stateIcon(state),
    spokenState: state === "running" ? "backfill, running" : "backfill",
    description: joined([
      dagId,
      isOpen ? progress : stateWord(state),
      isOpen && state !== "running" && stateWord(state),
      counts.failed > 0 && `${counts.failed} failed`,
      isOpen ? `${from} to ${to}` : `${counted(total, "run")}`,
      !isOpen && endedAt !== null && ago(endedAt, now),
    ]),
    tooltip: lines([
      `Backfill ${backfillId} of ${dagId}: ${stateWord(state)}`,
      `${from} to ${to}: ${Object.entries(counts)
        .flatMap(([word, count]) => (count === 0 ? [] : [`${count} ${word}`]))
        .join(", ")}`,
      `Policy ${backfill.policy}, ${backfill.order === "asc" ? "oldest" : "newest"} interval first`,
      backfill.maxActiveRuns !== null && `At most ${counted(backfill.maxActiveRuns, "run")} at a time`,
      backfill.stopOnFailure && "Stops after a run has failed",
      `Created ${dayAndTime(backfill.createdAt)}`,
      took !== undefined && !isOpen && `Took ${took}`,
    ]),
    words: [
      "backfill",
      "named",
      ...(state === "running" ? ["backfill-running"] : []),
      ...(state === "paused" || state === "interrupted" || state === "cancelled"
        ? ["backfill-resumable"]
        : []),
      ...(isOpen ? ["backfill-open"] : []),
      ...(!isOpen && counts.failed > 0 ? ["backfill-failed"] : []),
    ],
    subject: { dagId, backfillId, name: backfillId },
    children,
  };
}

/** It has runs that have not come to their end. */
export function isOpenBackfill({ state }: BackfillView): boolean {
  return state === "running" || state === "paused" || state === "interrupted";
}
