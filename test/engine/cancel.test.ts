import assert from "node:assert/strict";
import { test } from "node:test";
import { dagSpec, day, taskSpec } from "../helpers/dag-specs.ts";
import { bench, failed, SUCCESS, statesOf, untilAborted } from "../helpers/engine-bench.ts";

const LINE = dagSpec("d", [taskSpec("a"), taskSpec("b", { upstream: ["a"] })]);
const COUNTS = { table: "t", read: 5, inserted: 5, updated: 0, deleted: 0, rejected: 0, total: 5 };

test("a cancel before anything has started cancels what was just submitted", async (t) => {
  const { engine, store, tried, backfill } = bench(t, LINE, () => SUCCESS);
  const done = engine.drive(backfill(2));
  engine.cancel("Ctrl-C");
  await done;
  assert.deepEqual(tried, []);
  assert.deepEqual(
    store.runs({}).map(({ state, reason }) => [state, reason]),
    [
      ["cancelled", "Ctrl-C"],
      ["cancelled", "Ctrl-C"],
    ],
  );
});

test("a try that was aborted is cancelled, not failed", async (t) => {
  const { engine, store, tried, events, backfill } = bench(t, LINE, (request) =>
    untilAborted(request, failed("cancelled")),
  );
  const done = engine.drive(backfill(1));
  while (tried.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  engine.cancel("Ctrl-C");
  await done;
  const [run] = store.runs({});
  assert.deepEqual(statesOf(store, run?.runId ?? ""), { a: "cancelled", b: "cancelled" });
  assert.equal(events.filter(({ type }) => type === "task.failed").length, 0);
});

test("a cancel from a listener in the middle of a round stops what that round starts", async (t) => {
  const stop = { now: () => {} };
  const { engine, store, backfill } = bench(
    t,
    LINE,
    (request) => untilAborted(request, failed("cancelled")),
    {
      onEvents: (events) => events.some(({ type }) => type === "task.queued") && stop.now(),
    },
  );
  stop.now = () => engine.cancel("Ctrl-C");
  await engine.drive(backfill(1));
  assert.equal(store.runs({})[0]?.state, "cancelled");
});

test("a cancel after a load was committed keeps the load: resumed, only the checks are left", async (t) => {
  const seen: boolean[] = [];
  const first = bench(t, LINE, (request) =>
    untilAborted(request, failed("checks-failed", { loads: [COUNTS], isLoaded: true })),
  );
  const done = first.engine.drive(first.backfill(1));
  while (first.tried.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  first.engine.cancel("Ctrl-C");
  await done;
  const { store } = first;
  const runId = store.runs({})[0]?.runId ?? "";
  assert.equal(store.loads(runId).length, 1, "the history knows of the load");

  const next = bench(
    t,
    LINE,
    ({ task, isLoaded }) => {
      if (task.id === "a") seen.push(isLoaded);
      return SUCCESS;
    },
    { store },
  );
  await next.engine.drive(next.backfill(1));
  assert.deepEqual(seen, [true]);
  assert.equal(store.run(runId)?.state, "success");
  assert.equal(store.loads(runId).length, 1);

  await next.engine.drive(next.plan({ intervals: [day(0)], policy: "all" }));
  assert.deepEqual(seen, [true, false], "done anew, it loads again");
});

test("tries that only evaluate checks stay so through cancels and retries", async (t) => {
  const dag = dagSpec("d", [taskSpec("a", { retries: 1, retryDelayMs: 1 })]);
  const seen: boolean[] = [];
  const outcomes = [failed("x", { loads: [COUNTS], isLoaded: true }), failed("cancelled"), undefined];
  const { engine, store, tried, backfill } = bench(t, dag, (request) => {
    seen.push(request.isLoaded);
    const outcome = outcomes.shift();
    if (outcome !== undefined) return untilAborted(request, outcome);
    const again = { code: "x", message: "a lost connection", retryable: true };
    return seen.length === 3 ? failed("x", { error: again }) : SUCCESS;
  });
  for (const tries of [1, 2]) {
    const done = engine.drive(backfill(1));
    while (tried.length < tries) await new Promise((resolve) => setTimeout(resolve, 5));
    engine.cancel("Ctrl-C");
    await done;
  }
  await engine.drive(backfill(1));
  assert.deepEqual(seen, [false, true, true, true]);
  assert.equal(store.runs({})[0]?.state, "success");
});
