import type { BackfillPolicy, RunOrder } from "./backfill.ts";
import type { JsonObject } from "./json.ts";
import type { SourcePosition } from "./problem.ts";
import type { CheckResult, DataInterval, RowCounts, RunKind, RunState } from "./run.ts";

/**
 * What happened, in the order it happened. The event log is the truth; every table of the run history and
 * every view is derived from it. `at` is milliseconds since the epoch.
 */
export type RunEvent =
  | {
      readonly type: "backfill.created";
      readonly at: number;
      /** Short, for people to type: `b1`, `b2`, … */
      readonly backfillId: string;
      readonly dagId: string;
      /** The range, as it was given. */
      readonly from: string;
      readonly to: string;
      readonly policy: BackfillPolicy;
      readonly order: RunOrder;
      /** The tasks that take part: all of the DAG's, or a selection. */
      readonly taskIds: readonly string[];
      /** Lowers the DAG's own limit of runs at a time. */
      readonly maxActiveRuns?: number;
      /** After a run of it has failed, none that waits starts any more. */
      readonly stopOnFailure: boolean;
      readonly params: JsonObject;
      readonly runs: number;
    }
  /** No run of it starts any more; what runs comes to its end. */
  | { readonly type: "backfill.paused"; readonly at: number; readonly backfillId: string }
  /** What it has left goes on. */
  | { readonly type: "backfill.resumed"; readonly at: number; readonly backfillId: string }
  /** Its open runs end as cancelled. */
  | { readonly type: "backfill.cancelled"; readonly at: number; readonly backfillId: string }
  | {
      readonly type: "run.created";
      readonly at: number;
      readonly runId: string;
      readonly dagId: string;
      readonly kind: RunKind;
      readonly interval: DataInterval;
      readonly params: JsonObject;
      /** Ids of the tasks that take part: all of the DAG's, or a selection. */
      readonly taskIds: readonly string[];
      /** The run of the same DAG with the nearest earlier interval, for `depends_on_past`. */
      readonly previousRunId?: string;
      readonly backfillId?: string;
    }
  | { readonly type: "run.started"; readonly at: number; readonly runId: string }
  /**
   * A run that had ended, or waits in a paused backfill, is opened again: these tasks go back to `none`, the others
   * keep their state. It stays with the backfill that it was of, unless another takes it.
   */
  | {
      readonly type: "run.reopened";
      readonly at: number;
      readonly runId: string;
      readonly taskIds: readonly string[];
      /** Set when the run is done anew and not only resumed: its parameters and interval from now on. */
      readonly anew?: { readonly params: JsonObject; readonly interval: DataInterval };
      /** Tasks that somebody leaves out: unless they have succeeded, no task waits for them. */
      readonly leftOut?: readonly string[];
      readonly backfillId?: string;
    }
  /** What became of these tasks of an ended run is forgotten, and nothing runs: it ends as cancelled once more. */
  | {
      readonly type: "run.cleared";
      readonly at: number;
      readonly runId: string;
      readonly taskIds: readonly string[];
      readonly reason: string;
    }
  /** Somebody asked for the end: nothing of the run starts any more, what runs is stopped. */
  | { readonly type: "run.cancelling"; readonly at: number; readonly runId: string; readonly reason: string }
  | {
      readonly type: "run.finished";
      readonly at: number;
      readonly runId: string;
      readonly state: RunState;
      readonly reason?: string;
    }
  | { readonly type: "task.scheduled"; readonly at: number; readonly runId: string; readonly taskId: string }
  | { readonly type: "task.queued"; readonly at: number; readonly runId: string; readonly taskId: string }
  | {
      readonly type: "task.started";
      readonly at: number;
      readonly runId: string;
      readonly taskId: string;
      readonly tryNumber: number;
      readonly tryId: string;
    }
  /** A sensor looked, did not find, and looks again at `until`. */
  | {
      readonly type: "task.rescheduled";
      readonly at: number;
      readonly runId: string;
      readonly taskId: string;
      readonly until: number;
      readonly note: string;
    }
  | {
      readonly type: "task.succeeded";
      readonly at: number;
      readonly runId: string;
      readonly taskId: string;
      readonly loads: readonly RowCounts[];
      readonly checks: readonly CheckResult[];
      readonly note?: string;
    }
  | {
      readonly type: "task.failed";
      readonly at: number;
      readonly runId: string;
      readonly taskId: string;
      readonly error: TaskError;
      readonly retryAt?: number;
      readonly loads: readonly RowCounts[];
      readonly checks: readonly CheckResult[];
      /** The try's work is done and committed: the next one evaluates the task's checks and loads nothing. */
      readonly isLoaded?: boolean;
    }
  /** The runner died during this try, which did not come to its end: the same try number starts again. */
  | {
      readonly type: "task.interrupted";
      readonly at: number;
      readonly runId: string;
      readonly taskId: string;
      readonly committed?: CommittedLoads;
    }
  | {
      readonly type: "task.skipped";
      readonly at: number;
      readonly runId: string;
      readonly taskId: string;
      readonly reason: string;
    }
  | {
      readonly type: "task.upstream_failed";
      readonly at: number;
      readonly runId: string;
      readonly taskId: string;
      readonly reason: string;
    }
  | {
      readonly type: "task.cancelled";
      readonly at: number;
      readonly runId: string;
      readonly taskId: string;
      readonly reason: string;
      readonly committed?: CommittedLoads;
    }
  /** Checks of a task were evaluated on their own; `runId` is the interval's run, where it has one. */
  | {
      readonly type: "checks.evaluated";
      readonly at: number;
      readonly dagId: string;
      readonly taskId: string;
      readonly runId?: string;
      readonly interval: DataInterval;
      readonly checks: readonly CheckResult[];
    }
  /** The schedule has come so far: no interval that starts before `cursor` (ISO 8601) is scheduled any more. */
  | {
      readonly type: "schedule.advanced";
      readonly at: number;
      readonly dagId: string;
      readonly cursor: string;
    }
  /** No run of the DAG is started by its schedule until it is resumed. */
  | { readonly type: "schedule.paused"; readonly at: number; readonly dagId: string }
  | { readonly type: "schedule.resumed"; readonly at: number; readonly dagId: string };

/**
 * What a try had loaded when it was stopped: that is committed, and only the task's checks had not been evaluated.
 * When the run is resumed, the next try evaluates these and loads nothing. Empty for work that counts no rows.
 */
export type CommittedLoads = readonly RowCounts[];

export interface TaskError {
  readonly code: string;
  readonly message: string;
  readonly next?: string;
  readonly position?: SourcePosition;
  readonly retryable: boolean;
}
