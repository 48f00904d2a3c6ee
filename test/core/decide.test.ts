import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { TaskSpec } from "../../protocol/dag.ts";
import type { RunEvent } from "../../protocol/event.ts";
import { TRIGGER_RULES } from "../../protocol/trigger-rule.ts";
import { dagGraph } from "../../runner/core/dag-graph.ts";
import { decide } from "../../runner/core/decide.ts";
import { newTaskInstance } from "../../runner/core/state.ts";
import { evaluateTriggerRule } from "../../runner/core/trigger-rules.ts";
import { dagSpec, day, taskSpec } from "../helpers/dag-specs.ts";
import type { SimulatedOutcome, Simulation } from "../helpers/simulate.ts";
import { simulate } from "../helpers/simulate.ts";

/** What became of each task: its last state-giving event, as `task:ending`. */
function endings(events: readonly RunEvent[]): Record<string, string> {
  const result: Record<string, string> = {};
  for (const event of events) {
    if ("taskId" in event) result[event.taskId] = event.type.slice("task.".length);
    if (event.type === "run.finished") result["run"] = event.state;
  }
  return result;
}

const always =
  (outcome: SimulatedOutcome): Simulation["outcome"] =>
  () =>
    outcome;

const byTask =
  (outcomes: Record<string, SimulatedOutcome>): Simulation["outcome"] =>
  (_run, task) =>
    outcomes[task] ?? "success";

const line = (...specs: [string, Partial<TaskSpec>?][]): TaskSpec[] =>
  specs.map(([id, spec], index) =>
    taskSpec(id, { upstream: index === 0 ? [] : [specs[index - 1]?.[0] ?? ""], ...spec }),
  );

const CASES: readonly {
  readonly name: string;
  readonly tasks: readonly TaskSpec[];
  readonly outcomes?: Record<string, SimulatedOutcome>;
  readonly expected: Record<string, string>;
}[] = [
  {
    name: "a line succeeds",
    tasks: line(["a"], ["b"], ["c"]),
    expected: { a: "succeeded", b: "succeeded", c: "succeeded", run: "success" },
  },
  {
    name: "a failure fails what follows and the run",
    tasks: line(["a"], ["b"], ["c"]),
    outcomes: { a: "fatal" },
    expected: { a: "failed", b: "upstream_failed", c: "upstream_failed", run: "failed" },
  },
  {
    name: "a skip cascades through all_success, and the run is a success",
    tasks: line(["a"], ["b"], ["c"]),
    outcomes: { a: "skipped" },
    expected: { a: "skipped", b: "skipped", c: "skipped", run: "success" },
  },
  {
    name: "a skip goes no further than the rules say: none_failed runs",
    tasks: line(["sensor"], ["stage"], ["report", { triggerRule: "none_failed" }], ["mail"]),
    outcomes: { sensor: "skipped" },
    expected: { sensor: "skipped", stage: "skipped", report: "succeeded", mail: "succeeded", run: "success" },
  },
  {
    name: "a cleanup leaf with one_failed runs after a failure, and as the only leaf decides the run",
    tasks: line(["a"], ["b"], ["cleanup", { triggerRule: "one_failed" }]),
    outcomes: { b: "fatal" },
    expected: { a: "succeeded", b: "failed", cleanup: "succeeded", run: "success" },
  },
  {
    name: "a failed leaf fails the run even though another leaf succeeded",
    tasks: [taskSpec("a"), taskSpec("b", { upstream: ["a"] }), taskSpec("c", { upstream: ["a"] })],
    outcomes: { b: "fatal" },
    expected: { a: "succeeded", b: "failed", c: "succeeded", run: "failed" },
  },
];

for (const { name, tasks, outcomes = {}, expected } of CASES) {
  test(`run: ${name}`, () => {
    assert.deepEqual(
      endings(simulate({ dag: dagSpec("d", tasks), runs: 1, outcome: byTask(outcomes) })),
      expected,
    );
  });
}

test("retries: as many as given, each after its delay, then failed", () => {
  const cases = [
    { spec: { retries: 0 }, delays: [] },
    { spec: { retries: 2, retryDelayMs: 1000 }, delays: [1000, 1000] },
    {
      spec: { retries: 4, retryDelayMs: 1000, retryExponentialBackoff: true },
      delays: [1000, 2000, 4000, 8000],
    },
    {
      spec: { retries: 4, retryDelayMs: 1000, retryExponentialBackoff: true, maxRetryDelayMs: 3000 },
      delays: [1000, 2000, 3000, 3000],
    },
  ];
  for (const { spec, delays } of cases) {
    const events = simulate({ dag: dagSpec("d", [taskSpec("a", spec)]), runs: 1, outcome: always("failed") });
    const failures = events.filter((event) => event.type === "task.failed");
    assert.deepEqual(
      failures.flatMap((event) => (event.retryAt === undefined ? [] : [event.retryAt - event.at])),
      delays,
    );
    assert.equal(failures.length, delays.length + 1);
    const tries = events.filter((event) => event.type === "task.started").map((event) => event.tryNumber);
    assert.deepEqual(
      tries,
      Array.from({ length: delays.length + 1 }, (_, index) => index + 1),
    );
  }
});

test("an error that a retry cannot help is not retried", () => {
  const events = simulate({
    dag: dagSpec("d", [taskSpec("a", { retries: 5 })]),
    runs: 1,
    outcome: always("fatal"),
  });
  assert.equal(events.filter((event) => event.type === "task.started").length, 1);
});

/** Slots wanted by each task of one run, the pool's size, and which tasks start at once. */
const POOLS: readonly { readonly wants: readonly number[]; readonly size: number; readonly start: string }[] =
  [
    { wants: [1, 1, 1], size: 2, start: "t0 t1" },
    { wants: [2, 1, 1], size: 2, start: "t0" },
    { wants: [1, 2, 1], size: 2, start: "t0 t2" },
    { wants: [3], size: 2, start: "t0" },
    { wants: [1, 3], size: 2, start: "t0" },
    { wants: [1, 1, 1], size: 9, start: "t0 t1 t2" },
  ];

for (const { wants, size, start } of POOLS) {
  test(`pool of ${size} slots, tasks that want ${wants.join(", ")}: ${start} start`, () => {
    const tasks = wants.map((poolSlots, index) => taskSpec(`t${index}`, { pool: "small", poolSlots }));
    const queued: string[] = [];
    const events = simulate({
      dag: dagSpec("d", tasks),
      runs: 1,
      limits: { pools: { small: size } },
      outcome: always("success"),
      before: (event) => event.type === "task.queued" && queued.push(event.taskId),
    });
    const firstEnd = events.findIndex((event) => event.type === "task.succeeded");
    const before = events.slice(0, firstEnd).filter((event) => event.type === "task.queued");
    assert.equal(before.map((event) => event.taskId).join(" "), start);
    assert.equal(queued.length, wants.length, "all of them run in the end");
  });
}

test("a waiting sensor holds no slot", () => {
  const tasks = [taskSpec("sensor"), taskSpec("work")];
  let looks = 0;
  const order: string[] = [];
  simulate({
    dag: dagSpec("d", tasks),
    runs: 1,
    limits: { parallelism: 1 },
    outcome: (_run, task) => (task === "sensor" && looks++ < 3 ? "waiting" : "success"),
    before: (event) => {
      if (event.type === "task.rescheduled" || event.type === "task.succeeded")
        order.push(`${event.taskId} ${event.type}`);
    },
  });
  assert.deepEqual(order, [
    "sensor task.rescheduled",
    "work task.succeeded",
    "sensor task.rescheduled",
    "sensor task.rescheduled",
    "sensor task.succeeded",
  ]);
});

test("depends_on_past: a failed task stops the same task of the later runs, and only that", () => {
  const tasks = [taskSpec("a", { dependsOnPast: true }), taskSpec("b")];
  const firstA = (runId: string, task: string): SimulatedOutcome =>
    task === "a" && runId.includes("11-02") ? "fatal" : "success";
  const events = simulate({ dag: dagSpec("d", tasks), runs: 4, outcome: firstA });
  const ofA = events.flatMap((event) =>
    "taskId" in event && event.taskId === "a" && /succeeded|failed/.test(event.type) ? [event.type] : [],
  );
  assert.deepEqual(ofA, ["task.succeeded", "task.failed", "task.upstream_failed", "task.upstream_failed"]);
  assert.equal(events.filter((event) => event.type === "task.succeeded" && event.taskId === "b").length, 4);
});

test("runs start in the order of their intervals, at most maxActiveRuns at a time", () => {
  const started: string[] = [];
  simulate({
    dag: dagSpec("d", [taskSpec("a")], { maxActiveRuns: 2 }),
    runs: 6,
    outcome: always("success"),
    pick: (count) => count - 1,
    before: (event) => event.type === "run.started" && started.push(event.runId.slice(-25, -15)),
  });
  assert.deepEqual(started, [
    "2018-11-01",
    "2018-11-02",
    "2018-11-03",
    "2018-11-04",
    "2018-11-05",
    "2018-11-06",
  ]);
});

test("a run that waits for an earlier one that cannot start is ended, not left open", () => {
  // The later run is active and looks back at an earlier one that has to wait for its slot.
  const tasks = [taskSpec("a", { dependsOnPast: true })];
  const dag = dagSpec("d", tasks, { maxActiveRuns: 1 });
  const events = simulate({ dag, runs: 1, outcome: always("success") });
  assert.equal(endings(events)["run"], "success");
  const run = (
    id: string,
    index: number,
    state: "running" | "queued",
    previousRunId: string | undefined,
  ) => ({
    id,
    dagId: "d",
    kind: "manual" as const,
    isOrdered: true,
    interval: day(index),
    params: {},
    backfillId: undefined,
    previousRunId,
    state,
    cancelling: undefined,
    tasks: new Map([["a", newTaskInstance("a")]]),
    part: new Set(["a"]),
    leftOut: new Set<string>(),
    open: new Set(["a"]),
  });
  const state = {
    dags: new Map([["d", dagGraph(dag)]]),
    runs: new Map([
      ["late", run("late", 1, "running", "early")],
      ["early", run("early", 0, "queued", undefined)],
    ]),
    backfills: new Map(),
    past: new Map(),
  };
  const { events: decided } = decide(state, { parallelism: 4, pools: {} }, 0);
  assert.deepEqual(
    decided.map((event) => event.type),
    ["task.upstream_failed"],
  );
});

/** A DAG with edges from lower to higher numbers only, every rule, and small limits. */
const anyDag = fc
  .array(
    fc.record({
      upstream: fc.array(fc.nat(20), { maxLength: 4 }),
      triggerRule: fc.constantFrom(...TRIGGER_RULES),
      retries: fc.nat(2),
      dependsOnPast: fc.boolean(),
      pool: fc.constantFrom("default", "small"),
      poolSlots: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .chain((specs) =>
    fc.record({
      dag: fc
        .record({
          maxActiveRuns: fc.integer({ min: 1, max: 4 }),
          maxActiveTasks: fc.integer({ min: 1, max: 5 }),
        })
        .map((limits) =>
          dagSpec(
            "d",
            specs.map((spec, index) =>
              taskSpec(`t${index}`, {
                ...spec,
                upstream: [...new Set(spec.upstream.map((n) => n % Math.max(index, 1)))]
                  .filter((n) => n < index)
                  .map((n) => `t${n}`),
              }),
            ),
            limits,
          ),
        ),
      runs: fc.integer({ min: 1, max: 5 }),
      parallelism: fc.integer({ min: 1, max: 6 }),
      seed: fc.array(fc.nat(1000), { minLength: 64, maxLength: 64 }),
      cancelAfter: fc.option(fc.nat(20), { nil: undefined, freq: 4 }),
    }),
  );

test("properties of every schedule of every DAG", () => {
  fc.assert(
    fc.property(anyDag, ({ dag, runs, parallelism, seed, cancelAfter }) => {
      let turn = 0;
      const random = (): number => seed[turn++ % seed.length] ?? 0;
      const OUTCOMES: SimulatedOutcome[] = ["success", "success", "success", "failed", "fatal", "skipped"];
      const started = new Map<string, number>();
      let created = 0;
      const events = simulate({
        dag,
        runs,
        limits: { parallelism, pools: { small: 2 } },
        outcome: () => OUTCOMES[random() % OUTCOMES.length] ?? "success",
        pick: (count) => (count === 0 ? 0 : random() % count),
        ...(cancelAfter === undefined ? {} : { cancelAfter }),
        before(event, state) {
          if (event.type === "run.created") created++;
          if ("taskId" in event && event.type !== "checks.evaluated")
            assert.ok(state.runs.has(event.runId), "a run ends only after its last try");
          if (event.type !== "task.queued") return;
          const run = state.runs.get(event.runId);
          const spec = dag.tasks.find(({ id }) => id === event.taskId);
          assert.ok(run !== undefined && spec !== undefined);
          const upstream = spec.upstream.map((id) => run.tasks.get(id)?.state ?? "none");
          assert.equal(
            evaluateTriggerRule(spec.triggerRule, upstream),
            "start",
            "it starts only when its rule holds",
          );
          assert.equal(run.cancelling, undefined, "nothing of a cancelled run starts");
          const key = `${event.runId} ${event.taskId}`;
          started.set(key, (started.get(key) ?? 0) + 1);
          assert.ok((started.get(key) ?? 0) <= spec.retries + 1, "at most retries + 1 tries");
        },
        settled(state) {
          const active = [...state.runs.values()].flatMap((run) =>
            [...run.tasks.values()].filter((task) => task.state === "running" || task.state === "queued"),
          );
          assert.ok(active.length <= Math.min(parallelism, dag.maxActiveTasks), "limits hold");
          const small = active.map((task) => dag.tasks.find(({ id }) => id === task.taskId));
          const used = small.reduce(
            (sum, spec) => sum + (spec?.pool === "small" ? Math.min(spec.poolSlots, 2) : 0),
            0,
          );
          assert.ok(used <= 2, "pools hold");
          const running = [...state.runs.values()].filter(
            (run) => run.state === "running" && run.cancelling === undefined,
          );
          assert.ok(running.length <= dag.maxActiveRuns, "maxActiveRuns holds");
        },
      });
      const finished = events.filter((event) => event.type === "run.finished");
      assert.equal(finished.length, created, "every run ends, once");
      assert.equal(new Set(finished.map((event) => event.runId)).size, runs, "no interval runs twice");
    }),
    { numRuns: 500 },
  );
});
