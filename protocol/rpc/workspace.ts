import type { BackfillState } from "../backfill.ts";
import type { DagSpec } from "../dag.ts";
import type { BackfillRecord, CheckRecord, LoadRecord, RunRecord, TaskRecord } from "../history.ts";
import type { Problem } from "../problem.ts";
import type { DataInterval, RunState, TaskState } from "../run.ts";
import type { IntervalState } from "../work.ts";
import { rpcNotification, rpcRequest } from "./message.ts";

/** Everything that a client shows before anybody asks for more. What happens later comes as `historyChanged`. */
export interface WorkspaceView {
  readonly target: TargetView | null;
  /** All of `millrace.json`, in its order. */
  readonly targets: readonly TargetView[];
  /** Settings of `millrace.json` that cannot be used are among the problems. */
  readonly problems: readonly Problem[];
  readonly dags: readonly DagView[];
  /** DAGs that have an id and errors. */
  readonly broken: readonly { readonly dagId: string; readonly file: string }[];
  /** Not ended, of any DAG. */
  readonly openRuns: readonly RunView[];
  /** Those that have not ended, and the latest others. Newest first. */
  readonly backfills: readonly BackfillView[];
  /** The latest result of each check that is still in a DAG file. */
  readonly checks: readonly CheckView[];
  /** The process that drives runs in this workspace now, when it is another one: a command, a scheduler. */
  readonly otherOwner: { readonly pid: number; readonly doing: string } | null;
  /** The last event of the history that is in here. */
  readonly seq: number;
}

export interface TargetView {
  readonly name: string;
  readonly description?: string;
  readonly production: boolean;
  readonly readOnly: boolean;
}

export interface DagView {
  readonly spec: DagSpec;
  /** Runs by state. */
  readonly counts: Readonly<Record<RunState, number>>;
  /** The run that was created, started or ended last. */
  readonly lastRun: RunDetail | null;
  readonly schedule: ScheduleView | null;
  /** Files, relative to the workspace, whose SQL a task uses, by task id. */
  readonly sqlFiles: Readonly<Record<string, readonly string[]>>;
}

/** Null in a DagView when nothing starts its runs by itself. Then `schedule` of the spec is only what it could be. */
export interface ScheduleView {
  readonly isPaused: boolean;
  readonly next: DataInterval | null;
  /** A living scheduler sees to it. */
  readonly isWatched: boolean;
}

export interface RunView extends RunRecord {
  /** As people should see it: `paused` and `interrupted` where nobody drives it. */
  readonly shown: IntervalState;
  /** The interval in words: `2018-11-02`, `2018-11-02 05:00`. */
  readonly label: string;
  /** Task instances by state: progress. */
  readonly taskCounts: Readonly<Partial<Record<TaskState, number>>>;
}

export interface BackfillView extends BackfillRecord {
  readonly state: BackfillState;
}

export interface TaskView extends TaskRecord {
  readonly loads: readonly LoadRecord[];
  /** Results of its last try. */
  readonly checks: readonly CheckView[];
}

export interface RunDetail {
  readonly run: RunView;
  /** Those that take part or ever did, in the order of the DAG file. */
  readonly tasks: readonly TaskView[];
}

/** A check's result without its failing rows, which `failingRows` gives. */
export interface CheckView extends Omit<CheckRecord, "failing"> {
  /** How many failing rows are kept; null when none are. */
  readonly keptRows: number | null;
  /** When the outcome became what it is, in milliseconds since the epoch. */
  readonly since: number;
}

/** What changed in the history, as it is now. Each list replaces what a client has of the same identity. */
export interface HistoryChanges {
  readonly seq: number;
  /** Newly made or changed runs; `shown` and `taskCounts` included. */
  readonly runs: readonly RunView[];
  /** Task instances that changed, of the runs above or others. */
  readonly tasks: readonly { readonly runId: string; readonly dagId: string; readonly task: TaskView }[];
  readonly backfills: readonly BackfillView[];
  readonly checks: readonly CheckView[];
  /** Of DAGs whose number of runs by state, last run or schedule changed. */
  readonly dags: readonly {
    readonly dagId: string;
    readonly counts: DagView["counts"];
    readonly lastRunId: string | null;
    readonly schedule: ScheduleView | null;
  }[];
}

/** The workspace as it is now, DAG files read again if they have changed. */
export const workspaceView = rpcRequest<Record<string, never>, WorkspaceView>("workspace/view");

/** Works on another target from now on; the choice is the client's, and goes when the daemon ends. */
export const selectTarget = rpcRequest<{ readonly name: string | null }, WorkspaceView>(
  "workspace/selectTarget",
);

/** Files have changed: DAG files and `millrace.json` are read again. Every client gets `workspaceChanged`. */
export const reloadWorkspace = rpcRequest<Record<string, never>, null>("workspace/reload");

export const workspaceChanged = rpcNotification<WorkspaceView>("workspace/changed");
export const historyChanged = rpcNotification<HistoryChanges>("history/changed");
