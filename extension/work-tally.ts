import type { BackfillView, RunView } from "../protocol/rpc/workspace.ts";
import { isFinished, type RunState } from "../protocol/run.ts";
import { counted } from "../protocol/text/counted.ts";

/** Of the runs that somebody started: how far they are. */
export interface WorkTally {
  readonly runs: number;
  readonly counts: Readonly<Partial<Record<RunState, number>>>;
  /** Of the only run's task instances. */
  readonly tasks?: { readonly done: number; readonly all: number };
  readonly isPaused: boolean;
}

/** Of a backfill; its own counts know of runs that nobody told of. */
export function tallyOfBackfill({ counts, state }: BackfillView): WorkTally {
  return { runs: sum(counts), counts, isPaused: state === "paused" };
}

/** Of runs by themselves. */
export function tallyOfRuns(runs: readonly Pick<RunView, "state" | "taskCounts" | "shown">[]): WorkTally {
  const counts: Partial<Record<RunState, number>> = {};
  for (const { state } of runs) counts[state] = (counts[state] ?? 0) + 1;
  const [only] = runs;
  return {
    runs: runs.length,
    counts,
    ...(runs.length === 1 && only !== undefined && { tasks: tasksOf(only) }),
    isPaused: false,
  };
}

/** What the work came to; undefined while it goes on. */
export function endOf({
  runs,
  counts,
  isPaused,
}: WorkTally): "success" | "failed" | "cancelled" | "paused" | undefined {
  const open = (counts.queued ?? 0) + (counts.running ?? 0);
  if (open > 0 && isPaused && (counts.running ?? 0) === 0) return "paused";
  if (open > 0 || runs === 0) return undefined;
  if ((counts.failed ?? 0) > 0) return "failed";
  return (counts.cancelled ?? 0) > 0 ? "cancelled" : "success";
}

/** `12 of 30 runs, 1 failed`; of one run `3 of 12 tasks`. */
export function progressText({ runs, counts, tasks }: WorkTally): string {
  const failed = counts.failed ?? 0;
  const done = tasks ?? { done: doneOf(counts), all: runs };
  const what = counted(done.all, tasks === undefined ? "run" : "task");
  return `${done.done} of ${what}${failed > 0 && tasks === undefined ? `, ${failed} failed` : ""}`;
}

/** Between 0 and 1. */
export function progressShare({ runs, counts, tasks }: WorkTally): number {
  const { done, all } = tasks ?? { done: doneOf(counts), all: runs };
  return all === 0 ? 0 : done / all;
}

function doneOf(counts: WorkTally["counts"]): number {
  return Object.entries(counts).reduce((all, [state, n]) => all + (isFinished(state as RunState) ? n : 0), 0);
}

function tasksOf({ taskCounts }: Pick<RunView, "taskCounts">): {
  readonly done: number;
  readonly all: number;
} {
  const entries = Object.entries(taskCounts) as [keyof typeof taskCounts & string, number][];
  return {
    done: entries.reduce((all, [state, n]) => all + (isFinished(state) ? n : 0), 0),
    all: entries.reduce((all, [, n]) => all + n, 0),
  };
}

function sum(counts: WorkTally["counts"]): number {
  return Object.values(counts).reduce((all, n) => all + n, 0);
}
