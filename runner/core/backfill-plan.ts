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
}

export function planRuns(request: PlanRequest): readonly PlannedRun[] {
  return request.intervals.map((interval) => planRun(interval, request.existing(interval), request));
}

function planRun(interval: DataInterval, run: ExistingRun | undefined, request: PlanRequest): PlannedRun {
  const { policy, taskIds } = request;
  if (run === undefined) return { interval, action: "create", reason: "no run yet", taskIds };
  const { runId } = run;
  const undone = taskIds.filter((id) => !isDone(run.tasks.get(id)));
  switch (run.state) {
    case "queued":
    case "running":
      return { interval, action: "skip", reason: `its run is ${run.state}`, runId, taskIds: [] };
    case "cancelled":
      return policy === "all"
        ? { interval, action: "rerun", reason: "policy all", runId, taskIds }
        : {
            interval,
            action: "resume",
            reason: "its run was stopped before its end",
            runId,
            taskIds: undone,
          };
    case "failed":
      if (policy === "all") return { interval, action: "rerun", reason: "policy all", runId, taskIds };
      return policy === "failed"
        ? { interval, action: "resume", reason: "its run failed", runId, taskIds: undone }
        : {
            interval,
            action: "skip",
            reason: "its run failed (policy failed would retry it)",
            runId,
            taskIds: [],
          };
    case "success": {
      if (policy === "all") return { interval, action: "rerun", reason: "policy all", runId, taskIds };
      const never = taskIds.filter((id) => !isFinished(run.tasks.get(id) ?? "none"));
      return never.length > 0
        ? { interval, action: "resume", reason: "some of its tasks never ran", runId, taskIds: never }
        : { interval, action: "skip", reason: "succeeded before", runId, taskIds: [] };
    }
    default:
      return assertNever(run.state);
  }
}

function isDone(state: TaskState | undefined): boolean {
  return state === "success" || state === "skipped";
}
