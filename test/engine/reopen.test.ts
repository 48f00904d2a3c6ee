import assert from "node:assert/strict";
import { test } from "node:test";
import { dagSpec, day, taskSpec } from "../helpers/dag-specs.ts";
import { bench, failed, SUCCESS, statesOf, untilAborted } from "../helpers/engine-bench.ts";

const LINE = dagSpec("d", [taskSpec("a"), taskSpec("b", { upstream: ["a"] })]);

test("a run that is done anew takes its parameters, a resumed one keeps its own", async (t) => {
  let works = false;
  const seen: unknown[] = [];
  const { engine, store, plan } = bench(t, dagSpec("d", [taskSpec("a")]), ({ run }) => {
    seen.push(run.params["limit"]);
    return works ? SUCCESS : failed("x");
  });
  const intervals = [day(0)];
  await engine.drive(plan({ intervals, params: { limit: 1 } }));
  works = true;
  await engine.drive(plan({ intervals, policy: "failed", params: { limit: 2 } }));
  await engine.drive(plan({ intervals, policy: "all", params: { limit: 3 } }));
  assert.deepEqual(seen, [1, 1, 3]);
  assert.deepEqual(store.runs({})[0]?.params, { limit: 3 });
});

test("an interval whose start had a run of another length is done, in that run", async (t) => {
  const hour = { start: day(0).start, end: day(0).start.replace("T00", "T01") };
  const seen: string[] = [];
  const { engine, store, plan } = bench(t, LINE, ({ run, task }) => {
    if (task.id === "a") seen.push(run.interval.end);
    return SUCCESS;
  });
  await engine.drive(plan({ intervals: [hour] }));
  await engine.drive(plan({ intervals: [day(0)] }));
  assert.deepEqual(seen, [hour.end, day(0).end]);
  assert.deepEqual(
    store.runs({}).map(({ interval }) => interval),
    [day(0)],
  );
  assert.deepEqual(plan({ intervals: [day(0)] }), []);
});

test("some tasks run again: only these, and a failure of theirs fails the run", async (t) => {
  let works = true;
  const { engine, store, tried, plan } = bench(t, LINE, () => (works ? SUCCESS : failed("x")));
  const intervals = [day(0)];
  await engine.drive(plan({ intervals }));
  const runId = store.runs({})[0]?.runId ?? "";
  works = false;
  tried.length = 0;
  await engine.drive(plan({ intervals, policy: "all", taskIds: ["a"] }));
  assert.deepEqual(tried, ["11-01 a 2"]);
  assert.deepEqual(statesOf(store, runId), { a: "failed", b: "success" });
  assert.equal(store.run(runId)?.state, "failed");
});

test("some tasks of a cancelled run: it stays cancelled, and a backfill does the rest", async (t) => {
  let hangs = true;
  const { engine, store, tried, plan, backfill } = bench(t, LINE, (request) =>
    hangs ? untilAborted(request, failed("cancelled")) : SUCCESS,
  );
  const done = engine.drive(backfill(1));
  while (tried.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  engine.cancel("Ctrl-C");
  await done;
  hangs = false;
  tried.length = 0;
  await engine.drive(plan({ intervals: [day(0)], taskIds: ["a"] }));
  assert.deepEqual(tried, ["11-01 a 2"]);
  assert.equal(store.runs({})[0]?.state, "cancelled");
  await engine.drive(backfill(1));
  assert.deepEqual(tried, ["11-01 a 2", "11-01 b 1"]);
  assert.equal(store.runs({})[0]?.state, "success");
});

test("a failed task that the DAG does not have any more does not hold its run back", async (t) => {
  const before = bench(t, LINE, ({ task }) => (task.id === "b" ? failed("x") : SUCCESS));
  await before.engine.drive(before.backfill(1));
  const renamed = dagSpec("d", [taskSpec("a"), taskSpec("c", { upstream: ["a"] })]);
  const { engine, store, tried, backfill } = bench(t, renamed, () => SUCCESS, { store: before.store });
  await engine.drive(backfill(1, "failed"));
  assert.deepEqual(tried, ["11-01 c 1"]);
  assert.equal(store.runs({})[0]?.state, "success");
});

test("depends_on_past looks at the run before as it is now, also at one that was made later", async (t) => {
  const dag = dagSpec("d", [taskSpec("a", { dependsOnPast: true })]);
  let broken = "";
  const outcome = ({ run }: { run: { interval: { start: string } } }) =>
    run.interval.start === broken ? failed("x") : SUCCESS;
  const first = bench(t, dag, outcome);
  await first.engine.drive(first.plan({ intervals: [day(2)] }));
  broken = day(1).start;
  await first.engine.drive(first.plan({ intervals: [day(1)] }));
  const next = bench(t, dag, outcome, { store: first.store });
  await next.engine.drive(next.plan({ intervals: [day(2)], policy: "all" }));
  assert.deepEqual(next.tried, []);
  const [latest] = next.store.runs({});
  assert.deepEqual([latest?.interval, latest?.state], [day(2), "failed"]);
});

test("a run of some tasks is cleaned up when the others have run too", async (t) => {
  const { engine, store, cleaned, plan, backfill } = bench(t, LINE, () => SUCCESS);
  await engine.drive(plan({ intervals: [day(0)], taskIds: ["a"] }));
  assert.equal(store.runs({})[0]?.state, "success");
  assert.deepEqual(cleaned, [], "b will read what a has staged");
  await engine.drive(backfill(1));
  assert.deepEqual(cleaned, ["11-01"]);
});
