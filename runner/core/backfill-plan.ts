import type { BackfillPolicy } from "../../protocol/backfill.ts";
import type { DataInterval, TaskState } from "../../protocol/run.ts";
import { isFinished } from "../../protocol/run.ts";
import { assertNever } from "../../protocol/user-error.ts";
import type { IntervalState, PlannedRun } from "../../protocol/work.ts";
import { someNames } from "./some-names.ts";

export {
  BACKFILL_POLICIES,
  type BackfillPolicy,
  RUN_ORDERS,
  type RunOrder,
} from "../../protocol/backfill.ts";

/** What the history has of an interval that has a run. */
export interface ExistingRun {
  readonly runId: string;
  /** It starts when the planned one does, and may end at another time: the schedule can have changed. */
  readonly interval: DataInterval;
  readonly state: Exclude<IntervalState, "none">;
  /** The backfill that took the run last. */
  readonly backfillId?: string;
  /** Of every task that ever took part. */
  readonly tasks: ReadonlyMap<string, TaskState>;
}

export interface PlanRequest {
  readonly intervals: readonly DataInterval[];
  readonly policy: BackfillPolicy;
  /** The tasks that take part: all of the DAG's, or a selection. */
  readonly taskIds: readonly string[];
  readonly isSelection?: boolean;
  readonly existing: (interval: DataInterval) => ExistingRun | undefined;
  /**
   * Leaves out intervals that end after this time (milliseconds since the epoch): their data is not all there,
   * and a run that succeeded now would be left out when it is. Omitted when the user named the interval.
   */
  readonly now?: number;
}

/** Why an interval is left out whatever the policy. */
export const NOT_ENDED = "not ended yet";
/** Why a run is left out that has nothing left. */
export const SUCCEEDED = "succeeded before";

/** What a policy makes of each interval, in their order. */
export function planRuns(request: PlanRequest): readonly PlannedRun[] {
  return request.intervals.map((interval) => planRun(interval, request.existing(interval), request));
}

function planRun(interval: DataInterval, run: ExistingRun | undefined, request: PlanRequest): PlannedRun {
  const { policy, taskIds, isSelection = false, now } = request;
  if (now !== undefined && Date.parse(interval.end) > now)
    return {
      interval,
      state: run?.state ?? "none",
      action: "skip",
      reason: NOT_ENDED,
      ...(run && { runId: run.runId }),
      taskIds: [],
    };
  if (run === undefined) return { interval, state: "none", action: "create", reason: "no run yet", taskIds };
  const plan = planFor({ ...run, interval });
  const open = openReason(run);
  if (open !== undefined) return plan.skip(open);
  if (run.interval.end !== interval.end)
    return plan.rerun(`its run was of another interval, to ${run.interval.end}`, taskIds);
  if (policy === "all") return plan.rerun("runs again, whatever became of it", taskIds);
  const undone = taskIds.filter((id) => !isDone(run.tasks.get(id)));
  const resume = (reason: string): PlannedRun =>
    isSelection && undone.length === 0
      ? plan.skip("the chosen tasks succeeded before")
      : plan.resume(reason, undone);
  switch (run.state) {
    case "cancelled":
    case "interrupted":
      return resume(endReason(run, undone));
    case "failed":
      if (policy === "failed") return resume(endReason(run, undone));
      return plan.skip("its run failed (policy failed would retry it)");
    case "success": {
      const never = taskIds.filter((id) => !isFinished(run.tasks.get(id) ?? "none"));
      return never.length > 0 ? plan.resume(neverRan(never), never) : plan.skip(SUCCEEDED);
    }
    case "queued":
    case "running":
    case "paused":
      throw new Error(`A run that is ${run.state} is left out before.`);
    default:
      return assertNever(run.state);
  }
}

export interface RunPlanner {
  readonly skip: (reason: string) => PlannedRun;
  readonly resume: (reason: string, taskIds: readonly string[]) => PlannedRun;
  readonly rerun: (reason: string, taskIds: readonly string[]) => PlannedRun;
  readonly clear: (reason: string, taskIds: readonly string[]) => PlannedRun;
}

/** Plans for a run that is there. */
export function planFor({ interval, state, runId }: ExistingRun): RunPlanner {
  const plan = (action: PlannedRun["action"]) => (reason: string, taskIds: readonly string[]) => ({
    interval,
    state,
    action,
    reason,
    runId,
    taskIds,
  });
  return {
    skip: (reason) => plan("skip")(reason, []),
    resume: plan("resume"),
    rerun: plan("rerun"),
    clear: plan("clear"),
  };
}

/** Why nothing can be planned for a run that has not ended; undefined when it has. */
export function openReason({ state, backfillId }: ExistingRun): string | undefined {
  if (state === "paused") return `queued in the paused backfill ${backfillId}`;
  return state === "queued" || state === "running" ? `its run is ${state}` : undefined;
}

/** How a run ended that did not succeed, and what is left of it. */
export function endReason({ state, tasks }: ExistingRun, undone: readonly string[]): string {
  const failed = undone.filter((id) => tasks.get(id) === "failed");
  if (state === "failed" && failed.length > 0) return `${someNames(failed)} failed`;
  if (state === "failed") return "its run failed";
  const left = undone.length === 0 ? "" : `: ${someNames(undone)} ${undone.length === 1 ? "is" : "are"} left`;
  return state === "cancelled" ? `its run was cancelled${left}` : `its runner stopped before its end${left}`;
}

/** Why a run that succeeded goes on all the same. */
export function neverRan(taskIds: readonly string[]): string {
  return `${someNames(taskIds)} never ran`;
}

export function isDone(state: TaskState | undefined): boolean {
  return state === "success" || state === "skipped";
}
