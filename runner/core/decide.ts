import type { TaskSpec } from "../../protocol/dag.ts";
import type { RunEvent } from "../../protocol/event.ts";
import type { RunState, TaskState } from "../../protocol/run.ts";
import { isFinished } from "../../protocol/run.ts";
import { someNames } from "./some-names.ts";
import type { DagGraph, EngineState, Run, TaskInstance } from "./state.ts";
import { evaluateTriggerRule } from "./trigger-rules.ts";

export interface Limits {
  /** Task instances running at the same time, over all DAGs. */
  readonly parallelism: number;
  /** Slots by pool name. A pool that is not named here has `parallelism` slots. */
  readonly pools: Readonly<Record<string, number>>;
}

export interface Decisions {
  /** To be stored and reduced; then decide again, until there are none. */
  readonly events: readonly RunEvent[];
  /** Task instances to hand to the executor, each with a `task.queued` among the events. */
  readonly execute: readonly { readonly runId: string; readonly taskId: string }[];
  /** When something becomes due by itself, in milliseconds since the epoch. */
  readonly wakeAt: number | undefined;
}

/**
 * What to do next. Pure: the same state, limits and time give the same answer. Runs start in the order in which they
 * were submitted, those of the schedule before those that somebody ordered, so that no backfill holds the schedule
 * up; task instances get slots in that order too, then in the DAG's own.
 */
export function decide(state: EngineState, limits: Limits, now: number): Decisions {
  const events: RunEvent[] = [];
  const execute: { runId: string; taskId: string }[] = [];
  const runs = [...state.runs.values()].sort((a, b) => Number(a.isOrdered) - Number(b.isOrdered));
  startRuns(state, runs, now, events);
  const slots = countSlots(state, runs, limits);
  let wakeAt: number | undefined;
  for (const run of runs) {
    const dag = state.dags.get(run.dagId);
    if (dag === undefined || run.state !== "running") continue;
    const due =
      run.cancelling === undefined
        ? advance(state, dag, run, slots, now, events, execute)
        : cancel(run, run.cancelling, now, events);
    if (due !== undefined && (wakeAt === undefined || due < wakeAt)) wakeAt = due;
    if (run.open.size === 0)
      events.push({ type: "run.finished", at: now, runId: run.id, ...ending(dag, run) });
  }
  if (events.length === 0) breakStall(state, runs, now, events);
  return { events, execute, wakeAt };
}

function startRuns(state: EngineState, runs: readonly Run[], now: number, events: RunEvent[]): void {
  const active = countActive(runs);
  for (const run of runs) {
    const dag = state.dags.get(run.dagId);
    if (run.state !== "queued" || dag === undefined) continue;
    const backfill = run.backfillId === undefined ? undefined : state.backfills.get(run.backfillId);
    const reason = run.cancelling ?? backfill?.stopped;
    if (reason !== undefined) {
      cancel(run, reason, now, events);
      events.push({ type: "run.finished", at: now, runId: run.id, state: "cancelled", reason });
    } else if (
      active.ofDag(run.dagId) < dag.spec.maxActiveRuns &&
      active.ofBackfill(run.backfillId) < (backfill?.maxActiveRuns ?? Number.POSITIVE_INFINITY)
    ) {
      active.add(run);
      events.push({ type: "run.started", at: now, runId: run.id });
    }
  }
}

/** How many runs are at work, by DAG and by backfill. */
function countActive(runs: readonly Run[]) {
  const byDag = new Map<string, number>();
  const byBackfill = new Map<string | undefined, number>();
  const add = (run: Run): void => {
    byDag.set(run.dagId, (byDag.get(run.dagId) ?? 0) + 1);
    byBackfill.set(run.backfillId, (byBackfill.get(run.backfillId) ?? 0) + 1);
  };
  for (const run of runs) if (run.state === "running") add(run);
  return {
    add,
    ofDag: (dagId: string) => byDag.get(dagId) ?? 0,
    ofBackfill: (backfillId: string | undefined) => byBackfill.get(backfillId) ?? 0,
  };
}

interface Slots {
  total: number;
  readonly byDag: Map<string, number>;
  readonly byPool: Map<string, number>;
  readonly sizeOf: (pool: string) => number;
}

/** The free slots. */
function countSlots(state: EngineState, runs: readonly Run[], limits: Limits): Slots {
  const sizeOf = (pool: string): number => limits.pools[pool] ?? limits.parallelism;
  const slots: Slots = { total: limits.parallelism, byDag: new Map(), byPool: new Map(), sizeOf };
  for (const run of runs) {
    const dag = state.dags.get(run.dagId);
    if (dag === undefined || run.state !== "running") continue;
    for (const id of run.open) {
      const task = run.tasks.get(id);
      const spec = dag.tasks.get(id);
      if (task !== undefined && spec !== undefined && holdsSlot(task.state)) take(slots, dag, spec);
    }
  }
  return slots;
}

function holdsSlot(state: TaskState): boolean {
  return state === "queued" || state === "running";
}

function take(slots: Slots, dag: DagGraph, spec: TaskSpec): void {
  slots.total--;
  slots.byDag.set(dag.spec.id, freeOfDag(slots, dag) - 1);
  slots.byPool.set(spec.pool, freeOfPool(slots, spec) - wanted(slots, spec));
}

function freeOfDag(slots: Slots, dag: DagGraph): number {
  return slots.byDag.get(dag.spec.id) ?? dag.spec.maxActiveTasks;
}

function freeOfPool(slots: Slots, spec: TaskSpec): number {
  return slots.byPool.get(spec.pool) ?? slots.sizeOf(spec.pool);
}

/** A task that wants more slots than its pool has takes the whole pool, so that it does run. */
function wanted(slots: Slots, spec: TaskSpec): number {
  return Math.min(spec.poolSlots, slots.sizeOf(spec.pool));
}

function fits(slots: Slots, dag: DagGraph, spec: TaskSpec): boolean {
  return slots.total > 0 && freeOfDag(slots, dag) > 0 && freeOfPool(slots, spec) >= wanted(slots, spec);
}

/** Moves a run's open tasks on; returns when the first of those that wait for a time is due. */
function advance(
  state: EngineState,
  dag: DagGraph,
  run: Run,
  slots: Slots,
  now: number,
  events: RunEvent[],
  execute: { runId: string; taskId: string }[],
): number | undefined {
  let due: number | undefined;
  for (const taskId of run.open) {
    const task = run.tasks.get(taskId);
    const spec = dag.tasks.get(taskId);
    if (task === undefined || spec === undefined) continue;
    const at = { at: now, runId: run.id, taskId };
    if (task.state === "none") {
      const event = admit(state, run, spec, at);
      if (event !== undefined) events.push(event);
    } else if (task.state === "scheduled" && fits(slots, dag, spec)) {
      take(slots, dag, spec);
      events.push({ type: "task.queued", ...at });
      execute.push({ runId: run.id, taskId });
    } else if (task.nextAt !== undefined) {
      if (task.nextAt <= now) events.push({ type: "task.scheduled", ...at });
      else if (due === undefined || task.nextAt < due) due = task.nextAt;
    }
  }
  return due;
}

function admit(
  state: EngineState,
  run: Run,
  spec: TaskSpec,
  at: { at: number; runId: string; taskId: string },
): RunEvent | undefined {
  const upstream = spec.upstream.filter((id) => counts(run, id));
  const states = upstream.map((id) => stateOf(run.tasks.get(id)));
  const verdict = evaluateTriggerRule(spec.triggerRule, states);
  switch (verdict) {
    case "wait": {
      if (upstream.some((id) => run.open.has(id))) return undefined;
      // Only a clear leaves a task without an end, and this one waits for it in vain.
      const cleared = upstream.filter((id) => !isFinished(stateOf(run.tasks.get(id))));
      const reason = `${spec.triggerRule}: ${someNames(cleared)} ${cleared.length === 1 ? "was" : "were"} cleared, and not run again`;
      return { type: "task.upstream_failed", ...at, reason };
    }
    case "skipped":
    case "upstream_failed":
      return { type: `task.${verdict}`, ...at, reason: explain(spec, upstream, states) };
    case "start":
      break;
  }
  const past = spec.dependsOnPast ? pastState(state, run, spec.id) : "success";
  if (past === "success" || past === "skipped") return { type: "task.scheduled", ...at };
  // A run before it that is not active will not go on by itself.
  if (!isFinished(past) && state.runs.has(run.previousRunId ?? "")) return undefined;
  const found = past === "none" ? "has not run" : `is ${past}`;
  return {
    type: "task.upstream_failed",
    ...at,
    reason: `it depends on its past, and in the run before it ${found}`,
  };
}

/** Whether a task looks at this one of its upstream tasks: who leaves out a dead sensor does not want to wait for it. */
function counts(run: Run, taskId: string): boolean {
  const task = run.tasks.get(taskId);
  return task !== undefined && (task.state === "success" || !run.leftOut.has(taskId));
}

function stateOf(task: TaskInstance | undefined): TaskState {
  return task?.state ?? "none";
}

/** The same task in the run before; `success` when there is no such run or the task took no part in it. */
function pastState(state: EngineState, run: Run, taskId: string): TaskState {
  if (run.previousRunId === undefined) return "success";
  const active = state.runs.get(run.previousRunId);
  if (active !== undefined) return active.tasks.get(taskId)?.state ?? "success";
  return state.past.get(run.previousRunId)?.get(taskId) ?? "success";
}

function explain(spec: TaskSpec, upstream: readonly string[], states: readonly TaskState[]): string {
  const named = upstream
    .map((id, index) => ({ id, state: states[index] ?? "none" }))
    .filter(({ state }) => state !== "none")
    .filter(({ state }) => spec.triggerRule !== "all_success" || state !== "success");
  const shown = named.slice(0, 3).map(({ id, state }) => `${id} is ${state}`);
  const more = named.length > 3 ? ` and ${named.length - 3} more` : "";
  return `${spec.triggerRule}: ${shown.join(", ")}${more}`;
}

function cancel(run: Run, reason: string, now: number, events: RunEvent[]): undefined {
  for (const taskId of run.open) {
    const task = run.tasks.get(taskId);
    if (task === undefined || holdsSlot(task.state)) continue;
    events.push({ type: "task.cancelled", at: now, runId: run.id, taskId, reason });
  }
}

/**
 * As in Airflow the leaves decide: a failure that a leaf's trigger rule has dealt with does not fail the run. The
 * leaves of what took part this time do too: a leaf that ended before has not dealt with a failure of now.
 */
function ending(dag: DagGraph, run: Run): { state: RunState; reason?: string } {
  if (run.cancelling !== undefined) return { state: "cancelled", reason: run.cancelling };
  const known = dag.order.filter((id) => run.tasks.has(id));
  const part = known.filter((id) => run.part.has(id));
  const leaves = [...leavesAmong(dag, known), ...leavesAmong(dag, part)];
  const states = new Set(leaves.map((id) => stateOf(run.tasks.get(id))));
  if (states.has("failed") || states.has("upstream_failed")) return { state: "failed" };
  if (states.has("cancelled"))
    return { state: "cancelled", reason: "some of its tasks were cancelled before" };
  return { state: "success" };
}

/** Tasks that none of the others waits for. Tasks that the DAG does not have any more decide nothing. */
function leavesAmong(dag: DagGraph, taskIds: readonly string[]): readonly string[] {
  const waitedFor = new Set(taskIds.flatMap((id) => dag.tasks.get(id)?.upstream ?? []));
  return taskIds.filter((id) => !waitedFor.has(id));
}

/**
 * Nothing of a DAG runs, is due or waits for a slot, and still a run of it is open: its task waits for a run before it
 * that itself waits for its turn. Airflow calls this a deadlock and fails the run; so do we, so that every run ends.
 */
function breakStall(state: EngineState, runs: readonly Run[], now: number, events: RunEvent[]): void {
  const working = runs.filter((run) => run.state === "running" && state.dags.has(run.dagId));
  const moving = new Set(working.filter(moves).map((run) => run.dagId));
  const stalled = working.find((run) => !moving.has(run.dagId));
  // The first open task waits for none of the others: it depends on its past.
  const [taskId] = stalled?.open ?? [];
  if (stalled === undefined || taskId === undefined) return;
  const reason = "it depends on its past, and the run before it cannot go on (deadlock)";
  events.push({ type: "task.upstream_failed", at: now, runId: stalled.id, taskId, reason });
}

function moves(run: Run): boolean {
  return [...run.open].some((taskId) => stateOf(run.tasks.get(taskId)) !== "none");
}
