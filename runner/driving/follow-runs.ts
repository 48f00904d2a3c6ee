import { setTimeout as sleep } from "node:timers/promises";
import type { RunEvent } from "../../protocol/event.ts";
import type { Owner } from "../state/workspace-lock.ts";
import type { OwnerAccess } from "./ask-owner.ts";
import { askOwner, ownerEnded } from "./ask-owner.ts";

export interface FollowOptions {
  readonly runIds: readonly string[];
  readonly backfillId?: string;
  /** Of the last event before the runs were opened. */
  readonly afterSeq: number;
  readonly onEvents: (events: readonly RunEvent[]) => void;
  /** Aborts to have the runs cancelled. */
  readonly signal: AbortSignal;
}

/** Time between two looks at the event log, in milliseconds. */
const LOOK_EVERY = 200;
/** Events that are read at a time. */
const BATCH = 500;

/**
 * Follows runs that another process drives, until none of them goes on: they have ended, or wait in a backfill that
 * was paused. Throws a UserError when the process ends before them.
 */
export async function followRuns(owner: Owner, options: FollowOptions, access: OwnerAccess): Promise<void> {
  const { store } = access;
  const { runIds, backfillId, signal } = options;
  const followed = new Set(runIds);
  const open = new Set(runIds);
  let seq = options.afterSeq;
  let isCancelled = false;
  const isOurs = (event: RunEvent): boolean =>
    ("runId" in event && event.runId !== undefined && followed.has(event.runId)) ||
    ("backfillId" in event && event.backfillId === backfillId && event.type.startsWith("backfill."));

  /** True when there may be more. */
  const read = (): boolean => {
    const batch = store.events(seq, BATCH);
    const events = batch.map(({ event }) => event).filter(isOurs);
    for (const event of events) {
      if (event.type === "run.finished") open.delete(event.runId);
      if (event.type === "run.reopened") open.add(event.runId);
      if (event.type === "backfill.paused")
        for (const runId of open) if (store.run(runId)?.state === "queued") open.delete(runId);
    }
    seq = batch.at(-1)?.seq ?? seq;
    if (events.length > 0) options.onEvents(events);
    return batch.length === BATCH;
  };

  while (open.size > 0) {
    // Before the look: what the owner has written before it ended is read.
    const isAlive = access.owner()?.pid === owner.pid;
    while (read());
    if (open.size === 0) return;
    if (!isAlive) throw ownerEnded(owner);
    if (signal.aborted && !isCancelled) {
      isCancelled = true;
      await askOwner(owner, { kind: "cancel", scope: { runIds: [...open] } }, access).catch(ignoreEnded);
    }
    await sleep(LOOK_EVERY);
  }
}

/** The runs have ended meanwhile: the log says so. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "nothing-to-cancel")) throw error;
}
