import type { DagSpec } from "../../../protocol/dag.ts";
import type { TaskError } from "../../../protocol/event.ts";
import type { CheckResult, RowCounts, RunState, TaskState } from "../../../protocol/run.ts";
import type { KnownRun } from "./progress-view.ts";

/**
 * What a progress view draws, built up from events by `applyEvent`. Times are milliseconds since the epoch,
 * as the events carry them.
 */
export interface ProgressModel {
  readonly dag: DagSpec;
  readonly knownRun: (runId: string) => KnownRun | undefined;
  readonly labelOf: (interval: { readonly start: string; readonly end: string }) => string;
  /** In order of creation. */
  readonly runs: Map<string, RunProgress>;
  /** Ids of ended runs, in the order in which they ended. */
  readonly ended: Set<string>;
  /** Failed tasks by run and task; one that is tried again is no longer here. */
  readonly failures: Map<string, TaskFailure>;
  /** Tasks that failed and will be tried again, by run and task, until they are. */
  readonly retries: Map<string, TaskFailure>;
  /** Checks that warn, by run, task and name. */
  readonly warnings: Map<string, TaskWarning>;
  /** What was loaded, by table, in order of first load. */
  readonly tables: Map<string, RowCounts>;
  backfill: BackfillProgress | undefined;
  startedAt: number | undefined;
  lastAt: number | undefined;
}

export interface BackfillProgress {
  readonly id: string;
  /** As it was given; undefined for one that is resumed. */
  readonly range: { readonly from: string; readonly to: string } | undefined;
  readonly runs: number;
  /** What runs comes to its end, and nothing else starts. */
  isPaused: boolean;
}

export interface RunProgress {
  readonly runId: string;
  readonly label: string;
  /** In the order of the DAG's tasks. */
  readonly tasks: Map<string, TaskProgress>;
  state: RunState;
  /** Cancel was asked for, and tasks are still ending. */
  cancelling: boolean;
  startedAt: number | undefined;
  endedAt: number | undefined;
  reason: string | undefined;
  /** Rows that the run's loads inserted or updated. */
  rows: number;
}

export interface TaskProgress {
  state: TaskState;
  /** When the try that runs now, or ran last, began. */
  startedAt: number | undefined;
  /** When it is tried or looks again. */
  until: number | undefined;
  /** It ended in this view; tasks that an earlier run finished do not say how fast this one is. */
  endedHere: boolean;
}

export interface TaskFailure {
  readonly run: RunProgress;
  readonly taskId: string;
  readonly error: TaskError;
  /** Those that failed, warned or could not be evaluated. */
  readonly checks: readonly CheckResult[];
  /** How many were. */
  readonly skipped: number;
}

export interface TaskWarning {
  readonly run: RunProgress;
  readonly taskId: string;
  readonly check: CheckResult;
}

export function newTask(): TaskProgress {
  return { state: "none", startedAt: undefined, until: undefined, endedHere: false };
}

/** The task of a run, added to it if it was not among the tasks that the run was created with. */
export function taskOf(run: RunProgress, taskId: string): TaskProgress {
  const task = run.tasks.get(taskId) ?? newTask();
  run.tasks.set(taskId, task);
  return task;
}

export function createModel(
  dag: DagSpec,
  labelOf: ProgressModel["labelOf"],
  knownRun: ProgressModel["knownRun"] = () => undefined,
): ProgressModel {
  return {
    dag,
    labelOf,
    knownRun,
    runs: new Map(),
    ended: new Set(),
    failures: new Map(),
    retries: new Map(),
    warnings: new Map(),
    tables: new Map(),
    backfill: undefined,
    startedAt: undefined,
    lastAt: undefined,
  };
}

/** Rows that loads inserted or updated. */
export function rowsOf(loads: readonly RowCounts[]): number {
  return loads.reduce((rows, load) => rows + load.inserted + load.updated, 0);
}

export interface RunTotals {
  readonly total: number;
  readonly ended: number;
  readonly byState: ReadonlyMap<RunState, number>;
}

/** How many runs there are in each state; runs of a backfill that are not created yet count as queued. */
export function runTotals(model: ProgressModel): RunTotals {
  const byState = new Map<RunState, number>();
  for (const run of model.runs.values()) byState.set(run.state, (byState.get(run.state) ?? 0) + 1);
  const total = Math.max(model.runs.size, model.backfill?.runs ?? 0);
  const notCreated = total - model.runs.size;
  if (notCreated > 0) byState.set("queued", (byState.get("queued") ?? 0) + notCreated);
  return { total, ended: model.ended.size, byState };
}

/**
 * Milliseconds until all runs end, if the rest goes as fast as what was done so far; undefined while too little
 * is done to say. Counted in tasks, so that long runs give an estimate before the first of them ends.
 */
export function timeLeft(model: ProgressModel, now: number): number | undefined {
  if (model.startedAt === undefined) return undefined;
  let done = 0;
  let open = 0;
  for (const run of model.runs.values()) {
    for (const task of run.tasks.values()) {
      if (task.endedHere) done += 1;
      else if (run.endedAt === undefined && !isSettled(task.state)) open += 1;
    }
  }
  const notCreated = Math.max(0, (model.backfill?.runs ?? 0) - model.runs.size);
  open += notCreated * model.dag.tasks.length;
  const elapsed = now - model.startedAt;
  if (open === 0 || elapsed < 2000 || done < 5 || done / (done + open) < 0.03) return undefined;
  return (elapsed * open) / done;
}

function isSettled(state: TaskState): boolean {
  return state === "success" || state === "skipped";
}
