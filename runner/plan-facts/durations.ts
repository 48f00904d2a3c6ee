import type { DagSpec } from "../../protocol/dag.ts";
import type { RunRecord, TaskRecord } from "../../protocol/history.ts";
import type { Estimate, UsualDuration } from "../../protocol/plan-facts.ts";
import { graphOf, topologicalOrder } from "../core/graph.ts";
import type { Store } from "../state/store.ts";

/** Runs of the past that are looked at, the newest intervals first: older ones say little about today. */
const LOOKED_AT = 50;

interface PastRun {
  readonly run: RunRecord;
  readonly tasks: readonly TaskRecord[];
}

/**
 * How long runs of these tasks usually take, by the DAG's successful runs. For all of its tasks, the median of the
 * runs that did all of them in one go. For a part, the longest chain of the tasks' own medians: nobody has waited for
 * slots or pools there. Undefined when a task has no past.
 */
export function usualDurations(
  dag: DagSpec,
  history: Store,
): (taskIds: readonly string[]) => UsualDuration | undefined {
  const past = history
    .runs({ dagId: dag.id, states: ["success"], limit: LOOKED_AT })
    .map((run): PastRun => ({ run, tasks: history.tasks(run.runId) }));
  const whole = past.filter((it) => isWhole(it, dag)).map(({ run }) => length(run));
  const medians = new Map(dag.tasks.map(({ id }) => [id, median(timesOf(id, past))]));
  // Runs of a plan that do the same tasks share the list of them.
  const known = new Map<readonly string[], UsualDuration | undefined>();
  return (taskIds) => {
    if (!known.has(taskIds)) known.set(taskIds, usual(dag, taskIds, past.length, whole, medians));
    return known.get(taskIds);
  };
}

function usual(
  dag: DagSpec,
  taskIds: readonly string[],
  samples: number,
  whole: readonly number[],
  medians: ReadonlyMap<string, number | undefined>,
): UsualDuration | undefined {
  const ofRuns = taskIds.length === dag.tasks.length ? median(whole) : undefined;
  if (ofRuns !== undefined) return { ms: ofRuns, of: "runs", samples: whole.length };
  const ofTasks = longestChain(dag, taskIds, medians);
  return ofTasks === undefined ? undefined : { ms: ofTasks, of: "tasks", samples };
}

/** The end of a plan whose runs start in this order, so many at a time. Undefined when a run has no past. */
export function estimate(
  durations: readonly (UsualDuration | undefined)[],
  runsAtATime: number,
): Estimate | undefined {
  const slots = Array<number>(Math.max(1, Math.min(runsAtATime, durations.length))).fill(0);
  for (const duration of durations) {
    if (duration === undefined) return undefined;
    const free = slots.indexOf(Math.min(...slots));
    slots[free] = (slots[free] ?? 0) + duration.ms;
  }
  const ms = Math.max(...slots);
  return durations.length === 0 ? undefined : { ms, runsAtATime: slots.length };
}

/** It did every task that the DAG has today since it started: it was not resumed. */
function isWhole({ run, tasks }: PastRun, dag: DagSpec): boolean {
  const done = new Map(tasks.map((task) => [task.taskId, task]));
  return dag.tasks.every(({ id }) => {
    const task = done.get(id);
    return task?.state === "success" && (task.startedAt ?? 0) >= (run.startedAt ?? Number.POSITIVE_INFINITY);
  });
}

function timesOf(taskId: string, past: readonly PastRun[]): readonly number[] {
  return past.flatMap(({ tasks }) => {
    const task = tasks.find((one) => one.taskId === taskId);
    return task?.state === "success" && task.startedAt !== null && task.endedAt !== null
      ? [length(task)]
      : [];
  });
}

function length({ startedAt, endedAt }: Pick<RunRecord, "startedAt" | "endedAt">): number {
  return (endedAt ?? 0) - (startedAt ?? 0);
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? undefined : Math.round((low + high) / 2);
}

/** Tasks that are not done lie in no chain; a chain goes over them, as what follows them still waits for the rest. */
function longestChain(
  dag: DagSpec,
  taskIds: readonly string[],
  medians: ReadonlyMap<string, number | undefined>,
): number | undefined {
  const doing = new Set(taskIds);
  const graph = graphOf(dag.tasks);
  const ends = new Map<string, number>();
  for (const id of topologicalOrder(graph)) {
    const start = Math.max(0, ...(graph.upstream.get(id) ?? []).map((above) => ends.get(above) ?? 0));
    const own = doing.has(id) ? medians.get(id) : 0;
    if (own === undefined) return undefined;
    ends.set(id, start + own);
  }
  return doing.size === 0 ? undefined : Math.max(...ends.values());
}
