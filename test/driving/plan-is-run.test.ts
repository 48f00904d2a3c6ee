import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BACKFILL_POLICIES, RUN_ORDERS } from "../../protocol/backfill.ts";
import type { DagSpec } from "../../protocol/dag.ts";
import type { RunEvent } from "../../protocol/event.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { ControlRequest, WorkOrder, WorkPlan } from "../../protocol/work.ts";
import type { Driver } from "../../runner/driver.ts";
import type { Outcome } from "../../runner/engine/execute.ts";
import { openSqliteStore } from "../../runner/state/sqlite-store.ts";
import type { Store } from "../../runner/state/store.ts";
import { dagSpec, taskSpec } from "../helpers/dag-specs.ts";
import { benchDriver } from "../helpers/driver-bench.ts";
import { failed, SUCCESS } from "../helpers/engine-bench.ts";

const NOW = Date.parse("2018-11-07T12:00:00Z");

const anyDag = fc
  .record({
    tasks: fc.array(
      fc.record({
        upstream: fc.array(fc.nat(5), { maxLength: 2 }),
        triggerRule: fc.constantFrom("all_success", "all_done", "one_failed", "none_failed"),
        dependsOnPast: fc.nat(8).map((n) => n === 0),
      }),
      { minLength: 3, maxLength: 5 },
    ),
    maxActiveRuns: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ tasks, maxActiveRuns }) =>
    dagSpec(
      "d",
      tasks.map(({ upstream, ...spec }, index) =>
        taskSpec(`t${index}`, {
          ...spec,
          upstream: [...new Set(upstream.filter((n) => n < index))].map((n) => `t${n}`),
        }),
      ),
      { maxActiveRuns },
    ),
  );

const anyDay = fc.integer({ min: 1, max: 8 }).map((n) => `2018-11-0${n}`);
const anySelector = fc
  .record({ n: fc.nat(2), up: fc.boolean(), down: fc.boolean() })
  .map(({ n, up, down }) => `${up ? "+" : ""}t${n}${down ? "+" : ""}`);
const anySubset = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ task: anySelector, except: anySelector }, { requiredKeys: [] }) },
);
const anyRange = fc.tuple(anyDay, anyDay).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }));
const anyBackfillId = fc.integer({ min: 1, max: 3 }).map((n) => `b${n}`);
const anyScope = fc.oneof(
  fc.record({ date: anyDay }),
  anyRange,
  fc.record({ backfillId: anyBackfillId }),
  fc.constant({}),
);

const anyBackfill = fc
  .record({
    range: anyRange,
    subset: anySubset,
    options: fc.record(
      {
        policy: fc.constantFrom(...BACKFILL_POLICIES),
        order: fc.constantFrom(...RUN_ORDERS),
        stopOnFailure: fc.boolean(),
        maxActiveRuns: fc.integer({ min: 1, max: 3 }),
      },
      { requiredKeys: ["policy", "order", "stopOnFailure"] },
    ),
  })
  .map(({ range, subset, options }) => ({
    kind: "backfill" as const,
    dagId: "d",
    params: {},
    ...range,
    ...subset,
    ...options,
  }));

const anyOrder: fc.Arbitrary<WorkOrder> = fc.oneof(
  { weight: 4, arbitrary: anyBackfill },
  {
    weight: 1,
    arbitrary: fc.tuple(anyDay, anySubset).map(([date, subset]) => ({
      kind: "run" as const,
      dagId: "d",
      date,
      params: {},
      ...subset,
    })),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(anyScope, anySubset).map(([scope, subset]) => ({
      kind: "retry" as const,
      dagId: "d",
      ...scope,
      ...subset,
    })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ scope: anyScope, task: anySelector, downstream: fc.boolean(), isOnlyReset: fc.boolean() })
      .map(({ scope, ...rest }) => ({ kind: "clear" as const, dagId: "d", ...scope, ...rest })),
  },
  { weight: 2, arbitrary: anyBackfillId.map((backfillId) => ({ kind: "resume" as const, backfillId })) },
);

/** What somebody does while the order is carried out: after how many tries, and to which runs. */
const anyDisturbance = fc.option(
  fc.record({
    after: fc.integer({ min: 1, max: 12 }),
    request: fc.oneof(
      anyBackfillId.map((backfillId): ControlRequest => ({ kind: "pause", backfillId })),
      anyBackfillId.map((backfillId): ControlRequest => ({ kind: "cancel", scope: { backfillId } })),
      fc.constant<ControlRequest>({ kind: "cancel", scope: { dagId: "d" } }),
    ),
  }),
  { nil: undefined, freq: 2 },
);

const anyStory = fc.record({
  dag: anyDag,
  steps: fc.array(fc.record({ order: anyOrder, disturbance: anyDisturbance }), {
    minLength: 3,
    maxLength: 8,
  }),
  seed: fc.array(fc.nat(1000), { minLength: 64, maxLength: 64 }),
});

test("whatever happened before and happens meanwhile, what runs is the plan that was shown", async () => {
  let carriedOut = 0;
  await fc.assert(
    fc.asyncProperty(anyStory, async ({ dag, steps, seed }) => {
      const store = openSqliteStore(":memory:");
      try {
        const story = tell(store, dag, seed);
        for (const { order, disturbance } of steps) {
          const plan = planned(story.driver, order);
          if (plan === undefined) continue;
          const afterSeq = store.lastSeq();
          story.disturb(disturbance);
          story.driver.start(plan);
          await story.driver.idle();
          const events = store.events(afterSeq, 1_000_000).map(({ event }) => event);
          checkRuns(plan, events, store);
          checkLimits(plan, events, store);
          carriedOut++;
        }
      } finally {
        store.close();
      }
    }),
    { numRuns: 150 },
  );
  assert.ok(carriedOut > 200, `${carriedOut} orders were carried out`);
});

/** The plan, unless the order is refused in the user's words. */
function planned(driver: Driver, order: WorkOrder): WorkPlan | undefined {
  try {
    return driver.plan(order);
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return undefined;
  }
}

interface Story {
  readonly driver: Driver;
  disturb(disturbance: { readonly after: number; readonly request: ControlRequest } | undefined): void;
}

function tell(store: Store, dag: DagSpec, seed: readonly number[]): Story {
  let turn = 0;
  let next: { after: number; request: ControlRequest } | undefined;
  const outcomes: readonly Outcome[] = [
    SUCCESS,
    SUCCESS,
    SUCCESS,
    failed("x"),
    { kind: "skipped", reason: "x" },
  ];
  const driver = benchDriver({
    store,
    dags: [dag],
    now: NOW,
    execute: async () => {
      const number = seed[turn++ % seed.length] ?? 0;
      if (next !== undefined && --next.after === 0) interfere(next.request);
      // Tries that run at the same time end in any order.
      for (let wait = number % 4; wait > 0; wait--) await new Promise((resolve) => setImmediate(resolve));
      return outcomes[number % outcomes.length] ?? SUCCESS;
    },
  });
  const interfere = (request: ControlRequest): void => {
    try {
      driver.control(request);
      if (request.kind === "pause") assert.ok(store.backfill(request.backfillId)?.pausedAt != null);
    } catch (error) {
      assert.ok(error instanceof UserError, String(error));
    }
  };
  return {
    driver,
    disturb(disturbance) {
      next = disturbance && { ...disturbance };
    },
  };
}

/** Every run of the plan is opened with its tasks, ends once with just these, and no other run is touched. */
function checkRuns(plan: WorkPlan, events: readonly RunEvent[], store: Store): void {
  const startedRuns: string[] = [];
  const plannedRuns: string[] = [];
  const seen = new Set<string>();
  for (const { interval, action, taskIds } of plan.runs) {
    const runId = store.runAt(plan.dag.id, interval.start)?.runId;
    const ofRun = events.filter((event) => "runId" in event && event.runId === runId);
    for (const event of ofRun) seen.add(JSON.stringify(event));
    if (action === "skip") {
      // It may wait in a paused backfill, which somebody can cancel meanwhile.
      assert.ok(ofRun.every(isEndOfWaiting), "what is left out is left alone");
      continue;
    }
    assert.ok(runId !== undefined);
    const [opening] = ofRun;
    if (action === "clear") {
      assert.deepEqual([opening?.type, ofRun.length], ["run.cleared", 1], "clearing runs nothing");
      assert.ok(opening?.type === "run.cleared");
      assert.deepEqual(opening.taskIds, taskIds);
      continue;
    }
    assert.ok(opening?.type === "run.created" || opening?.type === "run.reopened");
    assert.equal(opening.type === "run.created", action === "create");
    assert.deepEqual(opening.taskIds, taskIds);
    const touched = new Set(ofRun.flatMap((event) => (isTaskEvent(event) ? [event.taskId] : [])));
    const ends = ofRun.filter(({ type }) => type === "run.finished").length;
    if (ends === 0) {
      assert.equal(store.run(runId)?.state, "queued", "only what waits in a paused backfill does not end");
      assert.ok(store.backfill(store.run(runId)?.backfillId ?? "")?.pausedAt != null);
      assert.equal(touched.size, 0, "nothing of it has run");
    } else {
      assert.equal(ends, 1, "it ends once");
      assert.deepEqual([...touched].toSorted(), taskIds.toSorted(), "just the planned tasks take part");
    }
    plannedRuns.push(runId);
  }
  for (const event of events) {
    if (event.type === "run.started") startedRuns.push(event.runId);
    if ("runId" in event && event.runId !== undefined && !seen.has(JSON.stringify(event)))
      assert.ok(isEndOfWaiting(event), `no other run is touched: ${JSON.stringify(event)}`);
  }
  // A run that waits because its backfill may have no more at a time is overtaken by those of others.
  const byBackfill = (runIds: readonly string[]) =>
    Map.groupBy(runIds, (id) => store.run(id)?.backfillId ?? "");
  const order = byBackfill(plannedRuns.filter((runId) => startedRuns.includes(runId)));
  assert.deepEqual(
    [...byBackfill(startedRuns)].toSorted(),
    [...order].toSorted(),
    "runs start in the order of the plan, each once",
  );
}

/** A backfill's limit holds, and nothing of it starts when it is paused, or after a failure that stops it. */
function checkLimits(plan: WorkPlan, events: readonly RunEvent[], store: Store): void {
  const backfillOf = (runId: string) => store.backfill(store.run(runId)?.backfillId ?? "");
  const active = new Map<string, number>();
  const stopped = new Set<string>();
  let running = 0;
  for (const event of events) {
    if (event.type === "backfill.paused") stopped.add(event.backfillId);
    if (event.type === "run.started") {
      const backfill = backfillOf(event.runId);
      assert.ok(++running <= plan.dag.maxActiveRuns, "the DAG's limit holds");
      if (backfill === undefined) continue;
      const { backfillId, maxActiveRuns } = backfill;
      assert.ok(!stopped.has(backfillId), "what is paused or stopped starts nothing");
      active.set(backfillId, (active.get(backfillId) ?? 0) + 1);
      assert.ok(
        (active.get(backfillId) ?? 0) <= (maxActiveRuns ?? Number.POSITIVE_INFINITY),
        "its limit holds",
      );
    }
    if (event.type === "run.finished" && store.run(event.runId) !== undefined) {
      const wasStarted = events.some((other) => other.type === "run.started" && other.runId === event.runId);
      if (!wasStarted) continue;
      running--;
      const backfill = backfillOf(event.runId);
      if (backfill === undefined) continue;
      active.set(backfill.backfillId, (active.get(backfill.backfillId) ?? 0) - 1);
      if (event.state === "failed" && backfill.stopOnFailure) stopped.add(backfill.backfillId);
    }
  }
}

function isTaskEvent(event: RunEvent): event is Extract<RunEvent, { type: `task.${string}` }> {
  return event.type.startsWith("task.");
}

function isEndOfWaiting(event: RunEvent): boolean {
  return event.type === "task.cancelled" || (event.type === "run.finished" && event.state === "cancelled");
}
