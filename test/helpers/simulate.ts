import type { DagSpec } from "../../protocol/dag.ts";
import type { RunEvent } from "../../protocol/event.ts";
import { dagGraph } from "../../runner/core/dag-graph.ts";
import type { Limits } from "../../runner/core/decide.ts";
import { decide } from "../../runner/core/decide.ts";
import { adoptBackfill, adoptRun, reduce } from "../../runner/core/reduce.ts";
import { retryAt } from "../../runner/core/retry.ts";
import type { ActiveBackfill, EngineState, Run } from "../../runner/core/state.ts";
import { makeRunId } from "../../runner/engine/run-id.ts";
import { day } from "./dag-specs.ts";

export type SimulatedOutcome = "success" | "failed" | "fatal" | "skipped" | "waiting";

export interface Simulation {
  readonly dag: DagSpec;
  readonly runs: number;
  /** The backfill that the runs are of, created with them. */
  readonly backfill?: Partial<SimulatedBackfill>;
  /** Newest interval first. */
  readonly isBackwards?: boolean;
  /** Events from outside, after every settled round; `ended` is how many tries have ended so far. */
  readonly meanwhile?: (ended: number, state: EngineState) => readonly RunEvent[];
  readonly limits?: Partial<Limits>;
  /** How a try ends. */
  readonly outcome: (runId: string, taskId: string, tryNumber: number) => SimulatedOutcome;
  /** Which of the running tries ends next, as an index below `count`. */
  readonly pick?: (count: number) => number;
  /** Called with the state as it is when the event is about to be applied. */
  readonly before?: (event: RunEvent, state: EngineState) => void;
  /** Called after every settled round. */
  readonly settled?: (state: EngineState) => void;
  /** Cancels all runs after so many tries have ended. */
  readonly cancelAfter?: number;
}

type SimulatedBackfill = Pick<
  Extract<RunEvent, { type: "backfill.created" }>,
  "backfillId" | "maxActiveRuns" | "stopOnFailure"
>;

export const NO_LIMITS: Limits = { parallelism: 1000, pools: {} };

/** Runs the pure core against made-up outcomes and a clock of its own. Throws when a run does not end. */
export function simulate(simulation: Simulation): readonly RunEvent[] {
  const { dag } = simulation;
  const limits = { ...NO_LIMITS, ...simulation.limits };
  const state: EngineState = {
    dags: new Map([[dag.id, dagGraph(dag)]]),
    runs: new Map(),
    backfills: new Map(),
    past: new Map(),
  };
  const log: RunEvent[] = [];
  const running: { runId: string; taskId: string; tryNumber: number }[] = [];
  let now = 0;
  let ended = 0;
  const known = new Map<string, Run>();
  let backfill: ActiveBackfill | undefined;
  const apply = (event: RunEvent): void => {
    simulation.before?.(event, state);
    log.push(event);
    if (event.type === "run.reopened") {
      const run = known.get(event.runId);
      if (run !== undefined && !state.runs.has(run.id)) adoptRun(state, run);
      if (backfill !== undefined && !state.backfills.has(backfill.id)) adoptBackfill(state, backfill);
    }
    reduce(state, event);
    if (event.type === "backfill.created") backfill = state.backfills.get(event.backfillId);
    if (event.type !== "run.created") return;
    const run = state.runs.get(event.runId);
    if (run !== undefined) known.set(run.id, run);
  };
  createRuns(simulation).forEach(apply);
  for (let round = 0; round < 100_000; round++) {
    let wakeAt: number | undefined;
    for (;;) {
      const decisions = decide(state, limits, now);
      wakeAt = decisions.wakeAt;
      decisions.events.forEach(apply);
      for (const { runId, taskId } of decisions.execute) {
        const tryNumber = (state.runs.get(runId)?.tasks.get(taskId)?.tryNumber ?? 0) + 1;
        apply({
          type: "task.started",
          at: now,
          runId,
          taskId,
          tryNumber,
          tryId: `${runId} ${taskId} ${tryNumber}`,
        });
        running.push({ runId, taskId, tryNumber });
      }
      if (decisions.events.length === 0) break;
    }
    simulation.settled?.(state);
    const outside = simulation.meanwhile?.(ended, state) ?? [];
    outside.forEach(apply);
    if (outside.length > 0) continue;
    if (state.runs.size === 0) return log;
    if (ended === simulation.cancelAfter)
      for (const runId of [...state.runs.keys()])
        apply({ type: "run.cancelling", at: now, runId, reason: "asked" });
    const [next] = running.splice(simulation.pick?.(running.length) ?? 0, 1);
    if (next !== undefined) {
      apply(endOfTry(next, simulation, state, now));
      ended++;
    } else if (wakeAt !== undefined) now = wakeAt;
    else if (ended !== simulation.cancelAfter)
      throw new Error("Nothing runs, nothing is due, and a run is open.");
    else ended++;
    now++;
  }
  throw new Error("The runs did not end.");
}

function createRuns({ dag, runs, backfill, isBackwards }: Simulation): readonly RunEvent[] {
  const taskIds = dag.tasks.map(({ id }) => id);
  const created = Array.from(
    { length: runs },
    (_, index): RunEvent => ({
      type: "run.created",
      at: 0,
      runId: simulatedRun(dag, index),
      dagId: dag.id,
      kind: "backfill",
      interval: day(index),
      params: {},
      taskIds,
      ...(index === 0 ? {} : { previousRunId: simulatedRun(dag, index - 1) }),
      ...(backfill && { backfillId: backfill.backfillId ?? "b1" }),
    }),
  );
  if (isBackwards === true) created.reverse();
  if (backfill === undefined) return created;
  const range = { from: day(0).start, to: day(runs - 1).start, policy: "missing", order: "asc" } as const;
  const options = { backfillId: "b1", stopOnFailure: false, ...backfill, params: {}, taskIds, runs };
  return [{ type: "backfill.created", at: 0, dagId: dag.id, ...range, ...options }, ...created];
}

/** The id of the run of that day. */
export function simulatedRun(dag: DagSpec, index: number): string {
  return makeRunId(dag.id, "backfill", day(index));
}

function endOfTry(
  { runId, taskId, tryNumber }: { runId: string; taskId: string; tryNumber: number },
  simulation: Simulation,
  state: EngineState,
  now: number,
): RunEvent {
  const at = { at: now, runId, taskId };
  const run = state.runs.get(runId);
  const outcome = simulation.outcome(runId, taskId, tryNumber);
  if (run?.cancelling !== undefined && outcome !== "success")
    return { type: "task.cancelled", ...at, reason: run.cancelling };
  switch (outcome) {
    case "success":
      return { type: "task.succeeded", ...at, loads: [], checks: [] };
    case "skipped":
      return { type: "task.skipped", ...at, reason: "asked to" };
    case "waiting":
      return { type: "task.rescheduled", ...at, until: now + 10, note: "not yet" };
    case "failed":
    case "fatal": {
      const spec = simulation.dag.tasks.find(({ id }) => id === taskId);
      const used = run?.tasks.get(taskId)?.retriesUsed ?? 0;
      const again = spec === undefined ? undefined : retryAt(spec, used, outcome === "failed", now);
      const error = { code: "test", message: "made up", retryable: outcome === "failed" };
      return { type: "task.failed", ...at, error, loads: [], checks: [], ...(again && { retryAt: again }) };
    }
  }
}
