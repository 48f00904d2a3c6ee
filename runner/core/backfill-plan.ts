import type { DataInterval, RunState, TaskState } from "../../protocol/run.ts";
import { isFinished } from "../../protocol/run.ts";
import { assertNever } from "../../protocol/user-error.ts";

/**
 * Which intervals of a range are run. `missing`: those that never ended (no run, cancelled, or interrupted).
 * `failed`: these and the failed ones, of which only what did not succeed runs again. `all`: every one, from
 * its first task.
 */
export const BACKFILL_POLICIES = ["missing", "failed", "all"] as const;
export type BackfillPolicy = (typeof BACKFILL_POLICIES)[number];

/** What the history has of an interval. */
export interface ExistingRun {
  readonly runId: string;
  /** It starts when the planned one does, and may end at another time: the schedule can have changed. */
  readonly interval: DataInterval;
  readonly state: RunState;
  readonly tasks: ReadonlyMap<string, TaskState>;
}

/** One interval of a plan. The same object is shown by a dry run and executed. */
export interface PlannedRun {
  readonly interval: DataInterval;
  readonly action: "create" | "resume" | "rerun" | "skip";
  readonly reason: string;
  /** The run that is there already. */
  readonly runId?: string;
  /** The tasks that will run, in no order. */
  readonly taskIds: readonly string[];
}

export interface PlanRequest {
  readonly intervals: readonly DataInterval[];
  readonly policy: BackfillPolicy;
  /** The tasks that take part: all of the DAG's, or a selection. */
  readonly taskIds: readonly string[];
  readonly existing: (interval: DataInterval) => ExistingRun | undefined;
  /**
   * Leaves out intervals that end after this time (milliseconds since the epoch): their data is not all there,
   * and a run that succeeded now would be left out when it is. Omitted when the user named the interval.
   */
  readonly now?: number;
}

export function planRuns(request: PlanRequest): readonly PlannedRun[] {
  return request.intervals.map((interval) => planRun(interval, request.existing(interval), request));
}

function planRun(interval: DataInterval, run: ExistingRun | undefined, request: PlanRequest): PlannedRun {
  const { policy, taskIds, now } = request;
  if (now !== undefined && Date.parse(interval.end) > now) {
    return {
      interval,
      action: "skip",
      reason: "not ended yet",
      taskIds: [],
      ...(run && { runId: run.runId }),
    };
  }
  if (run === undefined) return { interval, action: "create", reason: "no run yet", taskIds };
  const { runId } = run;
  const rerun = (reason: string): PlannedRun => ({ interval, action: "rerun", reason, runId, taskIds });
  const resume = (reason: string, ids: readonly string[]): PlannedRun => ({
    interval,
    action: "resume",
    reason,
    runId,
    taskIds: ids,
  });
  const skip = (reason: string): PlannedRun => ({ interval, action: "skip", reason, runId, taskIds: [] });

  if (run.state === "queued" || run.state === "running") return skip(`its run is ${run.state}`);
  if (run.interval.end !== interval.end)
    return rerun(`its run was of another interval, to ${run.interval.end}`);
  if (policy === "all") return rerun("policy all");
  const undone = taskIds.filter((id) => !isDone(run.tasks.get(id)));
  switch (run.state) {
    case "cancelled":
      return resume("its run was stopped before its end", undone);
    case "failed":
      if (policy === "failed") return resume("its run failed", undone);
      return skip("its run failed (policy failed would retry it)");
    case "success": {
      const never = taskIds.filter((id) => !isFinished(run.tasks.get(id) ?? "none"));
      return never.length > 0 ? resume("some of its tasks never ran", never) : skip("succeeded before");
    }
    default:
      return assertNever(run.state);
  }
}

function isDone(state: TaskState | undefined): boolean {
  return state === "success" || state === "skipped";
}
