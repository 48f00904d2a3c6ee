import type { BackfillPolicy, RunOrder } from "./backfill.ts";
import type { TaskError } from "./event.ts";
import type { JsonObject } from "./json.ts";
import type { CheckResult, DataInterval, RowCounts, RunKind, RunState, TaskState } from "./run.ts";

/** A run as the history has it. Times are milliseconds since the epoch. */
export interface RunRecord {
  readonly runId: string;
  readonly dagId: string;
  readonly kind: RunKind;
  readonly interval: DataInterval;
  readonly params: JsonObject;
  readonly backfillId: string | null;
  readonly previousRunId: string | null;
  readonly state: RunState;
  readonly reason: string | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export interface TaskRecord {
  readonly taskId: string;
  readonly state: TaskState;
  readonly tryNumber: number;
  readonly retriesUsed: number;
  readonly tryId: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly nextAt: number | null;
  /** Its work is committed, and only its checks are left to be evaluated. */
  readonly isLoaded: boolean;
  readonly note: string | null;
  readonly error: TaskError | null;
}

export interface TryRecord {
  readonly tryId: string;
  readonly tryNumber: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly outcome: string | null;
  readonly error: TaskError | null;
}

export interface LoadRecord extends RowCounts {
  readonly runId: string;
  readonly taskId: string;
  readonly dagId: string;
  readonly interval: DataInterval;
  readonly at: number;
}

export interface CheckRecord extends CheckResult {
  readonly dagId: string;
  readonly taskId: string;
  readonly interval: DataInterval;
  /** Null where the interval had no run. */
  readonly runId: string | null;
  /** Null for one evaluated on its own. */
  readonly tryId: string | null;
  readonly at: number;
}

/** A backfill as the history has it. `backfillState` says what became of it. */
export interface BackfillRecord {
  readonly backfillId: string;
  readonly dagId: string;
  /** The range, as it was given. */
  readonly from: string;
  readonly to: string;
  readonly policy: BackfillPolicy;
  readonly order: RunOrder;
  /** The tasks that take part; null for all, in a history of an earlier Millrace. */
  readonly taskIds: readonly string[] | null;
  readonly maxActiveRuns: number | null;
  readonly stopOnFailure: boolean;
  readonly params: JsonObject;
  readonly createdAt: number;
  readonly pausedAt: number | null;
  /** Its runs by the state they are in; of one that another backfill has taken since, by the state it was in then. */
  readonly counts: Readonly<Record<RunState, number>>;
  /** When the first of its runs started, and the last one ended that has. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

/** A DAG's history in one line. */
export interface DagSummary {
  readonly dagId: string;
  readonly counts: Readonly<Record<RunState, number>>;
  readonly lastRun: RunRecord | undefined;
}

/** What the history has of a DAG's schedule. */
export interface ScheduleRecord {
  readonly dagId: string;
  /** ISO 8601: no interval that starts before it is scheduled any more. Null when the DAG was never scheduled. */
  readonly cursor: string | null;
  readonly pausedAt: number | null;
}
