import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunEvent } from "../../protocol/event.ts";
import type { CommittedLoad } from "../../runner/engine/recover.ts";
import { recoverRuns } from "../../runner/engine/recover.ts";
import { dagSpec, day, taskSpec } from "../helpers/dag-specs.ts";
import { bench, SUCCESS, statesOf } from "../helpers/engine-bench.ts";

const COUNTS = { table: "t", read: 5, inserted: 5, updated: 0, deleted: 0, rejected: 0, total: 5 };
const nothing: CommittedLoad = async () => undefined;

/** A run whose runner died when its tasks were in the states that they are named after. */
const STATES = ["none", "scheduled", "queued", "running", "up_for_retry", "up_for_reschedule", "success"];
const MIDWAY = dagSpec(
  "d",
  STATES.map((id) => taskSpec(id)),
);

function midway(create: RunEvent & { type: "run.created" }): RunEvent[] {
  const { runId } = create;
  const events: RunEvent[] = [create, { type: "run.started", at: 1, runId }];
  for (const taskId of STATES.slice(1)) {
    const at = { at: 1, runId, taskId };
    const started = { type: "task.started", ...at, tryNumber: 1, tryId: `dead ${taskId}` } as const;
    events.push({ type: "task.scheduled", ...at });
    if (taskId === "scheduled") continue;
    events.push({ type: "task.queued", ...at });
    if (taskId === "queued") continue;
    events.push(started);
    const error = { code: "x", message: "x", retryable: true };
    if (taskId === "up_for_retry")
      events.push({ type: "task.failed", ...at, error, retryAt: 9e12, loads: [], checks: [] });
    if (taskId === "up_for_reschedule")
      events.push({ type: "task.rescheduled", ...at, until: 9e12, note: "not yet" });
    if (taskId === "success") events.push({ type: "task.succeeded", ...at, loads: [], checks: [] });
  }
  return events;
}

test("whatever a killed runner was at, the history ends it, and a resumed run does the rest", async (t) => {
  const { store, engine, backfill, tried } = bench(t, MIDWAY, () => SUCCESS);
  const [create] = backfill(1);
  assert.ok(create?.type === "run.created");
  store.append(midway(create));
  const { runId } = create;
  assert.deepEqual(statesOf(store, runId), Object.fromEntries(STATES.map((state) => [state, state])));
  await recoverRuns(store, nothing, () => 5, "d");
  assert.equal(store.run(runId)?.state, "cancelled");
  for (const { taskId, state } of store.tasks(runId)) {
    assert.equal(state, taskId === "success" ? "success" : "cancelled", taskId);
    for (const { endedAt, outcome } of store.tries(runId, taskId)) {
      assert.ok(endedAt !== null && outcome !== null, `the try of ${taskId} has an end`);
    }
  }
  await engine.drive(backfill(1));
  assert.deepEqual(tried.toSorted(), [
    "11-01 none 1",
    "11-01 queued 1",
    "11-01 running 1",
    "11-01 scheduled 1",
    "11-01 up_for_reschedule 1",
    "11-01 up_for_retry 2",
  ]);
  assert.equal(store.run(runId)?.state, "success");
});

test("a run that was being cancelled when its runner was killed keeps the reason for that", async (t) => {
  const { store, backfill } = bench(t, MIDWAY, () => SUCCESS);
  const [create] = backfill(1);
  assert.ok(create?.type === "run.created");
  const { runId } = create;
  store.append([
    ...midway(create),
    { type: "run.cancelling", at: 2, runId, reason: "cancelled by the user" },
  ]);
  await recoverRuns(store, nothing, () => 5, "d");
  assert.deepEqual(store.run(runId)?.reason, "cancelled by the user");
});

test("some tasks of a run that a killed runner left: only these run, and the run ends", async (t) => {
  const { store, engine, backfill, plan, tried } = bench(t, MIDWAY, () => SUCCESS);
  const [create] = backfill(1);
  assert.ok(create?.type === "run.created");
  store.append(midway(create));
  await recoverRuns(store, nothing, () => 5, "d");
  await engine.drive(plan({ intervals: [day(0)], taskIds: ["none"] }));
  assert.deepEqual(tried, ["11-01 none 1"]);
});

test("depends_on_past: a run that a killed runner left has not succeeded", async (t) => {
  const dag = dagSpec("d", [taskSpec("a", { dependsOnPast: true }), taskSpec("b")]);
  const { store, engine, plan, events } = bench(t, dag, () => SUCCESS);
  const [create] = plan({ intervals: [day(0)] });
  assert.ok(create?.type === "run.created");
  store.append([create]);
  await recoverRuns(store, nothing, () => 5, "d");
  await engine.drive(plan({ intervals: [day(1)] }));
  const [blocked] = events.filter(({ type }) => type === "task.upstream_failed");
  assert.match(blocked?.type === "task.upstream_failed" ? blocked.reason : "", /before it is cancelled/);
});

test("a committed load with checks: the load is not repeated and its checks are not forgotten", async (t) => {
  const dag = dagSpec("d", [taskSpec("load"), taskSpec("after", { upstream: ["load"] })]);
  const seen: [string, boolean, number][] = [];
  const { store, engine, backfill } = bench(t, dag, ({ task, isLoaded, tryNumber }) => {
    seen.push([task.id, isLoaded, tryNumber]);
    return SUCCESS;
  });
  const [create] = backfill(1);
  assert.ok(create?.type === "run.created");
  const at = { at: 1, runId: create.runId, taskId: "load" };
  const start = { type: "task.started", ...at, tryNumber: 1, tryId: "dead" } as const;
  store.append([create, { type: "run.started", at: 1, runId: create.runId }, start]);
  await recoverRuns(store, async () => ({ loads: [COUNTS], hasChecks: true }), Date.now, "d");
  assert.equal(store.loads(create.runId).length, 1);
  await engine.drive(backfill(1));
  assert.deepEqual(seen, [
    ["load", true, 1],
    ["after", false, 1],
  ]);
  assert.equal(store.loads(create.runId).length, 1);
  assert.equal(store.run(create.runId)?.state, "success");
});

test("a warehouse that cannot be asked stops runs of its own DAG, and of no other", async (t) => {
  const { store, backfill } = bench(t, dagSpec("d", [taskSpec("a")]), () => SUCCESS);
  const [create] = backfill(1);
  assert.ok(create?.type === "run.created");
  const at = { at: 1, runId: create.runId, taskId: "a" };
  store.append([create, { type: "task.started", ...at, tryNumber: 1, tryId: "dead" }]);
  const unreachable: CommittedLoad = async () => {
    throw new Error("unreachable");
  };
  await assert.rejects(recoverRuns(store, unreachable, Date.now, "d"), /unreachable/);
  assert.deepEqual(await recoverRuns(store, unreachable, Date.now, "other"), []);
  assert.equal(store.unfinishedRuns().length, 1, "it is left for later");
});
