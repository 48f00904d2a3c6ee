import type { RunEvent } from "../../protocol/event.ts";
import type {
  BackfillRecord,
  CheckRecord,
  DagSummary,
  LoadRecord,
  RunRecord,
  ScheduleRecord,
  TaskRecord,
  TryRecord,
} from "../../protocol/history.ts";
import type { Json } from "../../protocol/json.ts";
import type { RunState, TaskState } from "../../protocol/run.ts";

export type TaskCounts = Readonly<Partial<Record<TaskState, number>>>;

/** A check over all intervals. */
export interface CheckFilter {
  readonly dagId: string;
  readonly taskId: string;
  readonly name: string;
  /** Intervals that start before this. */
  readonly before?: string;
  readonly limit: number;
}

export interface RunFilter {
  readonly dagId?: string;
  readonly states?: readonly RunState[];
  readonly intervalFrom?: string;
  readonly intervalTo?: string;
  /** Runs that no later backfill has taken. */
  readonly backfillId?: string;
  readonly limit?: number;
}

/**
 * The run history. One implementation, and one writer of runs: the runner that owns the workspace. Readers may open
 * it at the same time, and append what changes no run (`checks.evaluated`, `schedule.paused`): SQLite lets one append
 * after the other. Every method is synchronous; SQLite answers in microseconds.
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
  /** Of each unfinished run, by its id: how many of its task instances are in which state. */
  unfinishedTasks(): ReadonlyMap<string, TaskCounts>;
  /** Newest first. */
  backfills(dagId?: string): readonly BackfillRecord[];
  backfill(backfillId: string): BackfillRecord | undefined;
  /** An id that no backfill of this history has: `b1`, `b2`, … */
  nextBackfillId(): string;
  tasks(runId: string): readonly TaskRecord[];
  tries(runId: string, taskId: string): readonly TryRecord[];
  /** The loads of a run, oldest first. */
  loads(runId: string): readonly LoadRecord[];
  /** The load of each table that was committed last. */
  lastLoads(): readonly LoadRecord[];
  /** The load of the same table before this one, of another run. */
  loadBefore(load: LoadRecord): LoadRecord | undefined;
  /** The check results of a run's last tries. */
  checks(runId: string): readonly CheckRecord[];
  /** A check's last result of each interval, newest interval first. */
  checkHistory(filter: CheckFilter): readonly CheckRecord[];
  /**
   * What a check measured in the runs of each interval, newest interval first. Not where it failed in the end, so that
   * a bad day does not become what the next one is compared with. Where it was skipped it is, unless there was nothing:
   * the first interval has none to be compared with.
   */
  checkValues(filter: CheckFilter): readonly number[];
  /** When the check was evaluated to this outcome for the first time since it had another one, up to this result. */
  outcomeSince(result: CheckRecord): number;
  /** The last result of one check. */
  latestCheck(check: Pick<CheckFilter, "dagId" | "taskId" | "name">): CheckRecord | undefined;
  /** The last result of each check. */
  latestChecks(dagId?: string): readonly CheckRecord[];
  summaries(): readonly DagSummary[];
  /** Of the DAGs that were scheduled or paused. */
  schedules(): readonly ScheduleRecord[];
  /** The event log from a sequence number on, oldest first. */
  events(afterSeq: number, limit: number): readonly { readonly seq: number; readonly event: RunEvent }[];
  /** The sequence number of the last event; 0 before the first. */
  lastSeq(): number;
  /** What other processes ask of the runner that owns the workspace. */
  readonly requests: Requests;
  close(): void;
}

/** A request that its runner has taken. Times are milliseconds since the epoch. */
export interface TakenRequest {
  readonly id: number;
  readonly at: number;
  readonly body: Json;
}

/** `withdrawn`: nobody will ever carry it out. */
export type RequestOutcome =
  | { readonly state: "open" | "withdrawn" }
  | { readonly state: "answered"; readonly reply: Json };

/** Requests from one process to another, which owns the workspace. Each is carried out once or never. */
export interface Requests {
  /** Puts down a request to the runner with this process id, and gives the request's id. */
  ask(pid: number, body: Json, at: number): number;
  look(id: number): RequestOutcome;
  /** False when it was taken before: then it is carried out. */
  withdraw(id: number, at: number): boolean;
  /** The oldest open request to this runner. Older ones than `notBefore` are withdrawn. */
  take(pid: number, notBefore: number, at: number): TakenRequest | undefined;
  answer(id: number, reply: Json, at: number): void;
  /** Withdraws whatever is open: a new runner does nothing that an earlier one was asked for. */
  clear(at: number): void;
}
