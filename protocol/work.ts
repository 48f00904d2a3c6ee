import type { BackfillPolicy, RunOrder } from "./backfill.ts";
import type { DagSpec } from "./dag.ts";
import type { JsonObject } from "./json.ts";
import type { DataInterval, RunKind, RunState } from "./run.ts";

/**
 * What somebody wants done, as plain data: it is planned where it is executed, which can be another process that
 * owns the workspace. Dates are as users write them. `task` and `except` are selections (`name`, `+name`, `name+`).
 */
export type WorkOrder = RunRequest | BackfillRequest | RetryRequest | ClearRequest | ResumeRequest;

interface TaskSubset {
  /** Only these tasks. */
  readonly task?: string;
  /** All but these tasks: sensors of files that are long gone. */
  readonly except?: string;
}

/**
 * Which runs of a DAG: one interval's, a range's (open at an end that is not given), or one backfill's; without any
 * of them the run that was last at work.
 */
export interface RunScope {
  readonly date?: string;
  readonly from?: string;
  readonly to?: string;
  readonly backfillId?: string;
}

/** One interval, always from its first task on. */
export interface RunRequest extends TaskSubset {
  readonly kind: "run";
  readonly dagId: string;
  readonly date?: string;
  /** An interval of the user's own making. */
  readonly start?: string;
  readonly end?: string;
  readonly params: JsonObject;
}

export interface BackfillRequest extends TaskSubset {
  readonly kind: "backfill";
  readonly dagId: string;
  readonly from: string;
  readonly to: string;
  readonly policy: BackfillPolicy;
  readonly order: RunOrder;
  /** Lowers the DAG's own limit of runs at a time. */
  readonly maxActiveRuns?: number;
  /** After a run of it has failed, none of it starts any more; what runs comes to its end. */
  readonly stopOnFailure: boolean;
  readonly params: JsonObject;
}

/** What did not succeed, again: failed, upstream_failed and cancelled tasks of runs that are there. */
export interface RetryRequest extends TaskSubset, RunScope {
  readonly kind: "retry";
  readonly dagId: string;
}

/** Tasks again whatever became of them, as Airflow's clear. */
export interface ClearRequest extends RunScope {
  readonly kind: "clear";
  readonly dagId: string;
  readonly task: string;
  /** With everything that waits for them. */
  readonly downstream: boolean;
  /** Only forget what became of them: `retry` or a backfill runs them later. */
  readonly isOnlyReset: boolean;
}

/** What a backfill has left that was paused, cancelled or interrupted, with the options that it began with. */
export interface ResumeRequest {
  readonly kind: "resume";
  readonly backfillId: string;
}

/** What will be done, run by run. A dry run shows this very object; executing executes it. */
export interface WorkPlan {
  readonly order: WorkOrder;
  readonly dag: DagSpec;
  readonly runKind: RunKind;
  /** The tasks that the order is about, in the order of the DAG file; of each run those that its plan names. */
  readonly taskIds: readonly string[];
  /** In the order in which they start. One whose backfill has as many at work as it may is overtaken by others. */
  readonly runs: readonly PlannedRun[];
}

/** What may be asked of runs that are open, whichever process drives them, or none any more. */
export type ControlRequest = CancelRequest | PauseRequest;

/** They end as cancelled: what runs is stopped, what waits never starts. A backfill or a retry resumes them. */
export interface CancelRequest {
  readonly kind: "cancel";
  readonly scope:
    | { readonly runIds: readonly string[] }
    /** Every open run of the DAG. */
    | { readonly dagId: string }
    | { readonly backfillId: string };
}

/** No run of the backfill starts any more; what runs comes to its end. A resume order goes on with the rest. */
export interface PauseRequest {
  readonly kind: "pause";
  readonly backfillId: string;
}

/** What a control request came to. */
export interface ControlReply {
  /** Runs that waited for their turn: a cancel has ended them, a pause keeps them. */
  readonly waiting: readonly string[];
  /** Runs at work: a cancel is stopping them, after a pause they come to their end. */
  readonly working: readonly string[];
  /** The process that drives the runs; null when no process did, and this one has put down the change. */
  readonly pid: number | null;
}

/**
 * What the history has of an interval: nothing, or a run and its state. `paused`: its run waits in a backfill that is
 * paused. `interrupted`: the runner that its run waited for, or that was at it, has died.
 */
export type IntervalState = "none" | "paused" | "interrupted" | RunState;

/** One interval of a plan. The same object is shown by a dry run and executed. */
export interface PlannedRun {
  readonly interval: DataInterval;
  /** Before anything of the plan happens. */
  readonly state: IntervalState;
  /**
   * `create`: a first run. `resume`: the run goes on with what is not done, with the parameters it has. `rerun`: its
   * tasks are done again from the start. `clear`: what became of its tasks is forgotten, and nothing runs.
   */
  readonly action: "create" | "resume" | "rerun" | "clear" | "skip";
  readonly reason: string;
  /** The run that is there already. */
  readonly runId?: string;
  /** The tasks that will run (of `clear`: that are forgotten), in the order of the DAG file. */
  readonly taskIds: readonly string[];
}
