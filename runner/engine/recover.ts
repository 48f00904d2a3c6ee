import type { RunEvent } from "../../protocol/event.ts";
import type { RunRecord, TaskRecord } from "../../protocol/history.ts";
import type { RowCounts } from "../../protocol/run.ts";
import { isFinished } from "../../protocol/run.ts";
import type { Store } from "../state/store.ts";
import { pausedBackfills, waitsInPaused } from "./existing-run.ts";

/** What a ledger has of a try, and whether the task has checks that follow its work. */
export interface CommittedTry {
  readonly loads: readonly RowCounts[];
  readonly hasChecks: boolean;
}

/** Asks the ledgers of the warehouses whether a try's load was committed. Throws when one cannot be asked. */
export type CommittedLoad = (
  run: RunRecord,
  task: TaskRecord,
  tryId: string,
) => Promise<CommittedTry | undefined>;

/** Of a run whose runner died. */
export const INTERRUPTED_REASON = "the runner stopped before the run's end";

/**
 * Closes the runs that a runner left open when it died. A try whose load is in a ledger is never repeated: it is
 * a success, or only its checks are left to be evaluated. Any other that was under way counts as not made. What
 * had not ended is left cancelled, as after a cancel, so that a backfill resumes it. What waits in a paused backfill
 * was waiting for nobody, and still does. A run of another DAG than `dagId` whose warehouse cannot be asked is left
 * for later. The caller owns the workspace.
 */
export async function recoverRuns(
  store: Store,
  committed: CommittedLoad,
  now: () => number,
  dagId: string | undefined,
): Promise<readonly string[]> {
  const recovered: string[] = [];
  const paused = pausedBackfills(store);
  for (const run of store.unfinishedRuns()) {
    if (waitsInPaused(run, paused)) continue;
    try {
      store.append(await recoverRun(run, store, committed, now()));
      recovered.push(run.runId);
    } catch (error) {
      if (run.dagId === dagId) throw error;
    }
  }
  return recovered;
}

async function recoverRun(
  run: RunRecord,
  store: Store,
  committed: CommittedLoad,
  now: number,
): Promise<readonly RunEvent[]> {
  const { runId } = run;
  const events: RunEvent[] = [];
  for (const task of store.tasks(runId)) {
    if (isFinished(task.state)) continue;
    const at = { at: now, runId, taskId: task.taskId };
    const found = task.tryId === null ? undefined : await endOfTry(task, task.tryId);
    if (found !== undefined) events.push({ ...found, ...at });
    if (found?.type !== "task.succeeded")
      events.push({ type: "task.cancelled", ...at, reason: INTERRUPTED_REASON });
  }
  // One that was being cancelled has a reason already.
  const reason = run.reason ?? INTERRUPTED_REASON;
  events.push({ type: "run.finished", at: now, runId, state: "cancelled", reason });
  return events;

  /** How the try that was under way ended; a sensor's goes on between its looks. */
  async function endOfTry(task: TaskRecord, tryId: string) {
    if (task.state === "up_for_reschedule") return { type: "task.interrupted" } as const;
    if (task.state !== "running") return undefined;
    const load = await committed(run, task, tryId);
    if (load === undefined) return { type: "task.interrupted" } as const;
    if (load.hasChecks) return { type: "task.interrupted", committed: load.loads } as const;
    const note = "its load was committed before the runner stopped";
    return { type: "task.succeeded", loads: load.loads, checks: [], note } as const;
  }
}
