import type { RunEvent, TaskError } from "../../protocol/event.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type {
  CheckResult,
  DataInterval,
  RowCounts,
  RunKind,
  RunState,
  TaskState,
} from "../../protocol/run.ts";

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
  readonly runId: string;
  readonly taskId: string;
  readonly at: number;
}

/** A DAG's history in one line. */
export interface DagSummary {
  readonly dagId: string;
  readonly counts: Readonly<Record<RunState, number>>;
  readonly lastRun: RunRecord | undefined;
}

export interface RunFilter {
  readonly dagId?: string;
  readonly states?: readonly RunState[];
  readonly intervalFrom?: string;
  readonly intervalTo?: string;
  readonly limit?: number;
}

/**
 * The run history. One implementation, one writer: the runner that owns the workspace. Readers may open it
 * at the same time. Every method is synchronous; SQLite answers in microseconds.
 */
export interface Store {
  /** Appends events and brings the derived tables up to date, all or nothing. */
  append(events: readonly RunEvent[]): void;
  run(runId: string): RunRecord | undefined;
  runAt(dagId: string, intervalStart: string): RunRecord | undefined;
  /** The DAG's run with the nearest interval before this start. */
  runBefore(dagId: string, intervalStart: string): RunRecord | undefined;
  /** The DAG's run that was created, started or ended last. */
  latestRun(dagId: string): RunRecord | undefined;
  /** Newest interval first. */
  runs(filter: RunFilter): readonly RunRecord[];
  unfinishedRuns(): readonly RunRecord[];
  tasks(runId: string): readonly TaskRecord[];
  tries(runId: string, taskId: string): readonly TryRecord[];
  /** The loads of a run, oldest first. */
  loads(runId: string): readonly LoadRecord[];
  /** The latest load of each table. */
  lastLoads(): readonly LoadRecord[];
  /** The check results of a run's last tries. */
  checks(runId: string): readonly CheckRecord[];
  summaries(): readonly DagSummary[];
  /** The event log from a sequence number on, oldest first. */
  events(afterSeq: number, limit: number): readonly { readonly seq: number; readonly event: RunEvent }[];
  close(): void;
}
