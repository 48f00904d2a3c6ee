import type { DagSpec, TaskSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { DataInterval, RunKind, RunState, TaskState } from "../../protocol/run.ts";

/** What the engine knows: the DAGs, every run that has not ended, and what those look back at. */
export interface EngineState {
  readonly dags: ReadonlyMap<string, DagGraph>;
  /** In the order in which they were submitted, which is the one in which they start. */
  readonly runs: Map<string, Run>;
  /** The backfills that these runs are of. */
  readonly backfills: Map<string, ActiveBackfill>;
  /**
   * For `depends_on_past`: the task states of ended runs that an active run follows. An active run's
   * predecessor that is active itself is found in `runs`.
   */
  readonly past: Map<string, ReadonlyMap<string, TaskState>>;
}

export interface ActiveBackfill {
  readonly id: string;
  readonly maxActiveRuns: number | undefined;
  readonly stopOnFailure: boolean;
  /** Why no run of it starts any more. */
  stopped: string | undefined;
}

export interface Run {
  readonly id: string;
  readonly dagId: string;
  readonly kind: RunKind;
  /** Somebody's order has opened it; otherwise the schedule has. */
  isOrdered: boolean;
  interval: DataInterval;
  params: JsonObject;
  backfillId: string | undefined;
  /** The run of the same DAG with the nearest earlier interval, when this one was created or reopened. */
  readonly previousRunId: string | undefined;
  state: RunState;
  cancelling: string | undefined;
  readonly tasks: Map<string, TaskInstance>;
  /** Tasks that take part since the run was created or last reopened. */
  part: ReadonlySet<string>;
  /** Tasks that whoever opened the run has left out. */
  leftOut: ReadonlySet<string>;
  /** Tasks that have not finished, in topological order. */
  open: Set<string>;
}

export interface TaskInstance {
  readonly taskId: string;
  state: TaskState;
  /** Tries that were started, over the whole life of the run. */
  tryNumber: number;
  /** Retries spent since the task was last cleared. */
  retriesUsed: number;
  tryId: string | undefined;
  /** When a waiting task goes on (up_for_retry, up_for_reschedule), in milliseconds since the epoch. */
  nextAt: number | undefined;
  /** The work of an earlier try is committed: only the task's checks are left to be evaluated. */
  isLoaded: boolean;
  /** A sensor's looks in this try, and since when it waits. */
  pokes: number;
  waitingSince: number | undefined;
}

/** A DAG with what the decisions ask of it again and again. */
export interface DagGraph {
  readonly spec: DagSpec;
  readonly tasks: ReadonlyMap<string, TaskSpec>;
  /** Upstream first. */
  readonly order: readonly string[];
}

export function newTaskInstance(taskId: string): TaskInstance {
  return {
    taskId,
    state: "none",
    tryNumber: 0,
    retriesUsed: 0,
    tryId: undefined,
    nextAt: undefined,
    isLoaded: false,
    pokes: 0,
    waitingSince: undefined,
  };
}
