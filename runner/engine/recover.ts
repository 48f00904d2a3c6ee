import type { RunEvent } from "../../protocol/event.ts";
import type { RowCounts } from "../../protocol/run.ts";
import { isFinished } from "../../protocol/run.ts";
import type { RunRecord, Store, TaskRecord } from "../state/store.ts";

/** Asks the ledgers of the warehouses whether a try's load was committed, and with what counts. */
export type CommittedLoad = (
  run: RunRecord,
  task: TaskRecord,
  tryId: string,
) => Promise<readonly RowCounts[] | undefined>;

/**
 * Closes the runs that a runner left open when it died. A try whose load is in a ledger is a success and is
 * never repeated; any other that was under way counts as not made. The run is left cancelled, so that a
 * backfill resumes it. The caller owns the workspace.
 */
export async function recoverRuns(
  store: Store,
  committed: CommittedLoad,
  now: () => number,
): Promise<readonly string[]> {
  const recovered: string[] = [];
  for (const run of store.unfinishedRuns()) {
    const events: RunEvent[] = [];
    for (const task of store.tasks(run.runId)) {
      if (isFinished(task.state)) continue;
      events.push(...(await recoverTask(run, task, committed, now())));
    }
    events.push({
      type: "run.finished",
      at: now(),
      runId: run.runId,
      state: "cancelled",
      reason: "the runner stopped before the run's end",
    });
    store.append(events);
    recovered.push(run.runId);
  }
  return recovered;
}

async function recoverTask(
  run: RunRecord,
  task: TaskRecord,
  committed: CommittedLoad,
  now: number,
): Promise<readonly RunEvent[]> {
  const at = { at: now, runId: run.runId, taskId: task.taskId };
  if (task.state !== "running" || task.tryId === null) return [];
  const loads = await committed(run, task, task.tryId);
  if (loads === undefined) return [{ type: "task.interrupted", ...at }];
  return [
    {
      type: "task.succeeded",
      ...at,
      loads,
      checks: [],
      note: "its load was committed before the runner stopped",
    },
  ];
}
