import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import type { BackfillPolicy } from "../../protocol/backfill.ts";
import type { DagSpec } from "../../protocol/dag.ts";
import type { RunEvent } from "../../protocol/event.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { DataInterval } from "../../protocol/run.ts";
import { planRuns } from "../../runner/core/backfill-plan.ts";
import { dagGraph } from "../../runner/core/dag-graph.ts";
import type { Engine } from "../../runner/engine/engine.ts";
import { createEngine } from "../../runner/engine/engine.ts";
import type { Executor, Outcome, TryRequest } from "../../runner/engine/execute.ts";
import { existingRun } from "../../runner/engine/existing-run.ts";
import { submissionEvents } from "../../runner/engine/submit.ts";
import { openSqliteStore } from "../../runner/state/sqlite-store.ts";
import type { Store } from "../../runner/state/store.ts";
import { day } from "./dag-specs.ts";

export const SUCCESS: Outcome = { kind: "success", loads: [], checks: [] };

/** A try that fails with an error of that code, and is not tried again. */
export function failed(code: string, more: Partial<Extract<Outcome, { kind: "failed" }>> = {}): Outcome {
  return { kind: "failed", error: { code, message: code, retryable: false }, loads: [], checks: [], ...more };
}

/** Resolves as `outcome` says when the try is aborted. */
export function untilAborted({ signal }: TryRequest, outcome: Outcome): Promise<Outcome> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(outcome)));
}

export interface Bench {
  readonly store: Store;
  readonly engine: Engine;
  /** `11-01 task try`, in the order of the tries. */
  readonly tried: string[];
  /** The runs that were cleaned up, as `11-01`. */
  readonly cleaned: string[];
  readonly events: RunEvent[];
  /** The events of a backfill from 2018-11-01 on. */
  backfill(days: number, policy?: BackfillPolicy): readonly RunEvent[];
  plan(request: BenchPlan): readonly RunEvent[];
}

export interface BenchPlan {
  readonly intervals: readonly DataInterval[];
  readonly policy?: BackfillPolicy;
  readonly taskIds?: readonly string[];
  readonly params?: JsonObject;
}

export interface BenchOptions {
  /** The history of an earlier bench: this one is the next process in the same workspace. */
  readonly store?: Store;
  readonly onEvents?: (events: readonly RunEvent[]) => void;
}

/** An engine on a history of its own, with an executor that does what `execute` says. */
export function bench(
  t: TestContext,
  dag: DagSpec,
  execute: (request: TryRequest) => Promise<Outcome> | Outcome,
  options: BenchOptions = {},
): Bench {
  const store = options.store ?? temporaryStore(t);
  const tried: string[] = [];
  const cleaned: string[] = [];
  const events: RunEvent[] = [];
  const executor: Executor = {
    async execute(request) {
      tried.push(`${request.run.interval.start.slice(5, 10)} ${request.task.id} ${request.tryNumber}`);
      return execute(request);
    },
    cleanUp: async (_dag, run) => void cleaned.push(run.interval.start.slice(5, 10)),
  };
  let id = store.events(0, 100_000).length;
  const engine = createEngine({
    store,
    dags: new Map([[dag.id, dagGraph(dag)]]),
    limits: { parallelism: 4, pools: {} },
    executor,
    now: Date.now,
    newTryId: () => `try${id++}`,
    onEvents(more) {
      events.push(...more);
      options.onEvents?.(more);
    },
  });
  const plan = ({ intervals, policy = "missing", taskIds, params = {} }: BenchPlan) => {
    const runs = planRuns({
      intervals,
      policy,
      taskIds: taskIds ?? dag.tasks.map((task) => task.id),
      existing: (interval) => existingRun(store, dag.id, interval),
    });
    return submissionEvents({ dagId: dag.id, kind: "backfill", runs, params }, store, Date.now());
  };
  return {
    store,
    engine,
    tried,
    cleaned,
    events,
    plan,
    backfill: (days, policy = "missing") =>
      plan({ intervals: Array.from({ length: days }, (_, index) => day(index)), policy }),
  };
}

/** A history that is gone after the test. */
export function temporaryStore(t: TestContext): Store {
  const folder = mkdtempSync(path.join(tmpdir(), "millrace-engine-"));
  const store = openSqliteStore(path.join(folder, "history.db"));
  t.after(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return store;
}

/** States of a run's tasks, as `task: state`. */
export function statesOf(store: Store, runId: string): Record<string, string> {
  return Object.fromEntries(store.tasks(runId).map(({ taskId, state }) => [taskId, state]));
}
