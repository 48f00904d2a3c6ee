import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { RunEvent } from "../../protocol/event.ts";
import type { BackfillRequest, WorkOrder } from "../../protocol/work.ts";
import type { Driver } from "../../runner/driver.ts";
import type { Outcome, TryRequest } from "../../runner/engine/execute.ts";
import type { Store } from "../../runner/state/store.ts";
import { dagSpec, day, taskSpec } from "../helpers/dag-specs.ts";
import { benchDriver } from "../helpers/driver-bench.ts";
import { failed, SUCCESS, statesOf, temporaryStore } from "../helpers/engine-bench.ts";

const LINE = dagSpec("d", [
  taskSpec("a"),
  taskSpec("b", { upstream: ["a"] }),
  taskSpec("c", { upstream: ["b"] }),
]);

interface Scene {
  readonly store: Store;
  readonly driver: Driver;
  /** `01 a` for each try, in their order. */
  readonly tried: string[];
  readonly events: RunEvent[];
  /** Carries an order out. */
  give(order: WorkOrder): Promise<void>;
}

function scene(
  t: TestContext,
  execute: (request: TryRequest) => Promise<Outcome> | Outcome = () => SUCCESS,
  dag = LINE,
): Scene {
  const store = temporaryStore(t);
  const tried: string[] = [];
  const events: RunEvent[] = [];
  const driver = benchDriver({
    store,
    dags: [dag],
    execute(request) {
      tried.push(`${request.run.interval.start.slice(8, 10)} ${request.task.id}`);
      return execute(request);
    },
    onEvents: (more) => void events.push(...more),
  });
  return {
    ...{ store, driver, tried, events },
    async give(order) {
      tried.length = 0;
      driver.start(driver.plan(order));
      await driver.idle();
    },
  };
}

function backfill(more: Partial<BackfillRequest> = {}): BackfillRequest {
  const range = { from: "2018-11-01", to: "2018-11-03" };
  const options = { policy: "missing", order: "asc", stopOnFailure: false, params: {} } as const;
  return { kind: "backfill", dagId: "d", ...range, ...options, ...more };
}

const runIdOf = (index: number): string => `d__backfill__${day(index).start.replace(".000Z", "+00:00")}`;

test("a retry runs what failed and what it had held up, in the same backfill and with the same parameters", async (t) => {
  let works = false;
  const seen: unknown[] = [];
  const { store, tried, give } = scene(t, ({ task, run }) => {
    seen.push(run.params["limit"]);
    return works || task.id !== "b" || run.interval.start !== day(1).start ? SUCCESS : failed("x");
  });
  await give(backfill({ params: { limit: 5 } }));
  assert.deepEqual(statesOf(store, runIdOf(1)), { a: "success", b: "failed", c: "upstream_failed" });
  works = true;
  await give({ kind: "retry", dagId: "d", backfillId: "b1" });
  assert.deepEqual(tried, ["02 b", "02 c"]);
  assert.deepEqual(new Set(seen), new Set([5]));
  assert.equal(store.run(runIdOf(1))?.backfillId, "b1");
  assert.equal(store.backfill("b1")?.counts.success, 3);
});

test("a clear runs tasks again in the run that is there, with its own parameters, as if they had never loaded", async (t) => {
  const seen: [unknown, boolean][] = [];
  const { store, tried, give, driver } = scene(t, ({ run, isLoaded }) => {
    seen.push([run.params["limit"], isLoaded]);
    return SUCCESS;
  });
  await give(backfill({ params: { limit: 5 } }));
  seen.length = 0;
  await give({
    ...{ kind: "clear", dagId: "d", date: "2018-11-02", task: "b" },
    ...{ downstream: true, isOnlyReset: false },
  });
  assert.deepEqual(tried, ["02 b", "02 c"]);
  assert.deepEqual(seen, [
    [5, false],
    [5, false],
  ]);
  assert.equal(store.tries(runIdOf(1), "b").length, 2, "earlier tries are still told");
  assert.equal(driver.drives("b1"), false);
});

test("what was only cleared is forgotten, runs nothing, and is done by a retry or a backfill", async (t) => {
  for (const later of [backfill(), { kind: "retry", dagId: "d", date: "2018-11-02" } as const]) {
    const { store, tried, give } = scene(t);
    await give(backfill());
    await give({
      ...{ kind: "clear", dagId: "d", date: "2018-11-02", task: "b" },
      ...{ downstream: true, isOnlyReset: true },
    });
    assert.deepEqual(tried, []);
    assert.deepEqual(statesOf(store, runIdOf(1)), { a: "success", b: "none", c: "none" });
    const run = store.run(runIdOf(1));
    assert.deepEqual([run?.state, run?.reason], ["cancelled", "cleared: b and c"]);
    await give(later);
    assert.deepEqual(tried, ["02 b", "02 c"]);
    assert.equal(store.run(runIdOf(1))?.state, "success");
  }
});

test("a task whose upstream tasks were only cleared ends at once, and a retry runs all of them", async (t) => {
  const { store, tried, give } = scene(t);
  const clear = { kind: "clear", dagId: "d", date: "2018-11-02", downstream: false } as const;
  await give(backfill());
  await give({ ...clear, task: "a,b", isOnlyReset: true });
  await give({ ...clear, task: "b,c", isOnlyReset: false });
  assert.deepEqual(tried, []);
  assert.deepEqual(statesOf(store, runIdOf(1)), { a: "none", b: "upstream_failed", c: "upstream_failed" });
  assert.deepEqual(
    store.tasks(runIdOf(1)).map(({ note }) => note),
    [null, "all_success: a was cleared, and not run again", "all_success: b is upstream_failed"],
  );
  await give({ kind: "retry", dagId: "d", date: "2018-11-02" });
  assert.deepEqual(tried, ["02 a", "02 b", "02 c"]);
  assert.equal(store.run(runIdOf(1))?.state, "success");
});

test("depends_on_past: a task that was cleared has not run, for the day after it", async (t) => {
  const dag = dagSpec("d", [taskSpec("a", { dependsOnPast: true })]);
  const { store, give } = scene(t, () => SUCCESS, dag);
  await give(backfill());
  await give({
    ...{ kind: "clear", dagId: "d", date: "2018-11-01", task: "a" },
    ...{ downstream: false, isOnlyReset: true },
  });
  await give(backfill({ from: "2018-11-02", to: "2018-11-02", policy: "all" }));
  assert.equal(
    store.tasks(runIdOf(1))[0]?.note,
    "it depends on its past, and in the run before it has not run",
  );
});

test("runs that begin newest first still know which run is before them", async (t) => {
  const { store, give } = scene(t);
  await give(backfill({ from: "2018-11-01", to: "2018-11-01" }));
  await give(backfill({ from: "2018-11-01", to: "2018-11-04", order: "desc" }));
  const before = [0, 1, 2, 3].map((index) => store.run(runIdOf(index))?.previousRunId);
  assert.deepEqual(before, [null, runIdOf(0), runIdOf(1), runIdOf(2)]);
});

test("each backfill has an id of its own, and its options are in the history", async (t) => {
  const { store, give } = scene(t);
  await give(backfill({ to: "2018-11-01" }));
  await give(backfill({ policy: "all", order: "desc", except: "a", maxActiveRuns: 2, stopOnFailure: true }));
  const [second, first] = store.backfills();
  assert.deepEqual([first?.backfillId, second?.backfillId], ["b1", "b2"]);
  assert.deepEqual(first?.taskIds, ["a", "b", "c"]);
  const { policy, order, taskIds, maxActiveRuns, stopOnFailure } = second ?? {};
  assert.deepEqual(
    [policy, order, taskIds, maxActiveRuns, stopOnFailure],
    ["all", "desc", ["b", "c"], 2, true],
  );
});

test("a plan that leaves everything out makes nothing, not even a backfill", async (t) => {
  const { store, give, events } = scene(t);
  await give(backfill());
  events.length = 0;
  await give(backfill());
  assert.deepEqual([events, store.backfills().length], [[], 1]);
});

test("a failed run of a paused backfill can be retried alone: the rest still waits", async (t) => {
  let works = false;
  const dag = dagSpec("d", [taskSpec("a")], { maxActiveRuns: 1 });
  const { store, tried, give, driver } = scene(
    t,
    () => {
      if (works) return SUCCESS;
      driver.control({ kind: "pause", backfillId: "b1" });
      return failed("x");
    },
    dag,
  );
  await give(backfill());
  works = true;
  await give({ kind: "retry", dagId: "d", date: "2018-11-01" });
  assert.deepEqual(tried, ["01 a"]);
  assert.deepEqual(store.backfill("b1")?.counts, {
    queued: 2,
    running: 0,
    success: 1,
    failed: 0,
    cancelled: 0,
  });
  await give({ kind: "resume", backfillId: "b1" });
  assert.deepEqual(tried, ["02 a", "03 a"]);
});

test("a paused backfill can be paused again while runs of it are retried: none of them starts any more", async (t) => {
  let pausedAt = 3;
  const { store, driver, tried, give } = scene(
    t,
    () => {
      if (tried.length === pausedAt) driver.control({ kind: "pause", backfillId: "b1" });
      return failed("x");
    },
    dagSpec("d", [taskSpec("a")], { maxActiveRuns: 1 }),
  );
  await give(backfill({ to: "2018-11-04" }));
  assert.deepEqual(tried, ["01 a", "02 a", "03 a"]);
  pausedAt = 1;
  await give({ kind: "retry", dagId: "d", backfillId: "b1" });
  assert.deepEqual(tried, ["01 a"]);
  assert.deepEqual(
    [0, 1, 2, 3].map((index) => store.run(runIdOf(index))?.state),
    ["failed", "queued", "queued", "queued"],
  );
  assert.equal(driver.drives("b1"), false);
});

test("cancelling a paused backfill ends what waits in it, once", async (t) => {
  const dag = dagSpec("d", [taskSpec("a")], { maxActiveRuns: 1 });
  const { store, give, driver, events } = scene(
    t,
    () => {
      driver.control({ kind: "pause", backfillId: "b1" });
      return SUCCESS;
    },
    dag,
  );
  await give(backfill());
  events.length = 0;
  const scope = { backfillId: "b1" };
  assert.deepEqual(driver.control({ kind: "cancel", scope }).waiting, [runIdOf(2), runIdOf(1)]);
  assert.deepEqual(store.backfill("b1")?.counts, {
    queued: 0,
    running: 0,
    success: 1,
    failed: 0,
    cancelled: 2,
  });
  assert.deepEqual(statesOf(store, runIdOf(1)), { a: "cancelled" });
  assert.equal(events.filter(({ type }) => type === "run.finished").length, 2);
  assert.throws(() => driver.control({ kind: "cancel", scope }), {
    code: "nothing-to-cancel",
    message: "There is nothing to cancel in the backfill b1: its runs have ended, 1 success, 2 cancelled.",
  });
});
