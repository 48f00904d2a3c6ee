import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunEvent } from "../../protocol/event.ts";
import type { Outcome } from "../../runner/engine/execute.ts";
import { recoverRuns } from "../../runner/engine/recover.ts";
import { dagSpec, taskSpec } from "../helpers/dag-specs.ts";
import { bench, SUCCESS } from "../helpers/engine-bench.ts";

const LINE = dagSpec("d", [taskSpec("a"), taskSpec("b", { upstream: ["a"] })]);

test("a backfill runs every interval once, and a second one has nothing left to do", async (t) => {
  const { engine, store, tried, cleaned, backfill } = bench(t, LINE, () => SUCCESS);
  await engine.drive(backfill(3));
  assert.deepEqual(tried.toSorted(), [
    "11-01 a 1",
    "11-01 b 1",
    "11-02 a 1",
    "11-02 b 1",
    "11-03 a 1",
    "11-03 b 1",
  ]);
  assert.deepEqual(cleaned.toSorted(), ["11-01", "11-02", "11-03"]);
  assert.equal(store.runs({ states: ["success"] }).length, 3);
  assert.deepEqual(backfill(3), []);
  assert.equal(backfill(4).length, 1);
});

test("policy failed runs only what did not succeed; policy all runs everything again, in the same runs", async (t) => {
  let broken = true;
  const { engine, store, tried, cleaned, backfill } = bench(t, LINE, ({ task, run }) =>
    broken && task.id === "b" && run.interval.start.startsWith("2018-11-02")
      ? { kind: "failed", error: { code: "x", message: "no", retryable: true }, loads: [], checks: [] }
      : SUCCESS,
  );
  await engine.drive(backfill(3));
  assert.equal(store.runs({ states: ["failed"] }).length, 1);
  assert.equal(cleaned.length, 2, "a failed run keeps its staging");
  assert.deepEqual(backfill(3), []);
  broken = false;
  tried.length = 0;
  await engine.drive(backfill(3, "failed"));
  assert.deepEqual(tried, ["11-02 b 2"]);
  tried.length = 0;
  await engine.drive(backfill(3, "all"));
  assert.equal(tried.length, 6);
  assert.equal(store.runs({}).length, 3);
  assert.equal(store.runs({ states: ["success"] }).length, 3);
});

test("what clients are told was stored before", async (t) => {
  const { engine, store, events, backfill } = bench(t, LINE, () => SUCCESS);
  await engine.drive(backfill(2));
  assert.deepEqual(
    store.events(0, 1000).map(({ event }) => event),
    events,
  );
});

test("cancel: what runs is aborted, nothing more starts, and the same backfill resumes", async (t) => {
  let hang = true;
  const stage = bench(t, dagSpec("d", LINE.tasks, { maxActiveRuns: 1 }), ({ task, signal }) => {
    if (!hang || task.id === "a") return SUCCESS;
    return new Promise<Outcome>((resolve) =>
      signal.addEventListener("abort", () =>
        resolve({
          kind: "failed",
          error: { code: "cancelled", message: "", retryable: true },
          loads: [],
          checks: [],
        }),
      ),
    );
  });
  const done = stage.engine.drive(stage.backfill(3));
  while (!stage.tried.includes("11-01 b 1")) await new Promise((resolve) => setTimeout(resolve, 5));
  stage.engine.cancel("Ctrl-C");
  await done;
  assert.deepEqual(stage.tried, ["11-01 a 1", "11-01 b 1"]);
  assert.deepEqual(
    stage.store.runs({}).map(({ state, reason }) => [state, reason]),
    Array.from({ length: 3 }, () => ["cancelled", "Ctrl-C"]),
  );
  hang = false;
  stage.tried.length = 0;
  await stage.engine.drive(stage.backfill(3));
  assert.deepEqual(stage.tried, ["11-01 b 2", "11-02 a 1", "11-02 b 1", "11-03 a 1", "11-03 b 1"]);
  assert.equal(stage.store.runs({ states: ["success"] }).length, 3);
});

test("a sensor looks again in the same try, with what it has waited so far", async (t) => {
  const seen: [number, string][] = [];
  const dag = dagSpec("d", [taskSpec("sensor")]);
  const { engine, store, backfill } = bench(t, dag, ({ waiting, tryId }) => {
    seen.push([waiting.pokes, tryId]);
    return waiting.pokes < 2 ? { kind: "waiting", until: Date.now() + 1, note: "not yet" } : SUCCESS;
  });
  await engine.drive(backfill(1));
  assert.deepEqual(seen, [
    [0, "try0"],
    [1, "try0"],
    [2, "try0"],
  ]);
  assert.equal(store.tries(store.runs({})[0]?.runId ?? "", "sensor").length, 1);
});

test("after a crash a committed load is a success and everything else is resumed", async (t) => {
  const { engine, store, tried, backfill } = bench(
    t,
    dagSpec("d", [taskSpec("load"), taskSpec("other"), taskSpec("after", { upstream: ["load", "other"] })]),
    () => SUCCESS,
  );
  const [create] = backfill(1);
  assert.ok(create?.type === "run.created");
  const { runId } = create;
  const at = (taskId: string): RunEvent[] => [
    { type: "task.scheduled", at: 1, runId, taskId },
    { type: "task.queued", at: 1, runId, taskId },
    { type: "task.started", at: 1, runId, taskId, tryNumber: 1, tryId: `dead ${taskId}` },
  ];
  store.append([create, { type: "run.started", at: 1, runId }, ...at("load"), ...at("other")]);
  const counts = { table: "t", read: 5, inserted: 5, updated: 0, deleted: 0, rejected: 0, total: 5 };
  const recovered = await recoverRuns(
    store,
    async (_run, _task, tryId) => (tryId === "dead load" ? { loads: [counts], hasChecks: false } : undefined),
    Date.now,
    "d",
  );
  assert.deepEqual(recovered, [runId]);
  assert.equal(store.run(runId)?.state, "cancelled");
  assert.equal(store.loads(runId).length, 1);
  await engine.drive(backfill(1));
  assert.deepEqual(tried.toSorted(), ["11-01 after 1", "11-01 other 1"]);
  assert.equal(store.run(runId)?.state, "success");
  assert.equal(store.loads(runId).length, 1);
});

test("a history that cannot be written stops the engine and says so", async (t) => {
  const { engine, store, backfill } = bench(t, LINE, () => SUCCESS);
  const events = backfill(1);
  await engine.drive(events);
  await assert.rejects(engine.drive(events), /UNIQUE/);
  assert.equal(store.runs({}).length, 1);
});
