import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { RunEvent } from "../../protocol/event.ts";
import type { RunState } from "../../protocol/run.ts";
import { packageRoot } from "../../runner/package-root.ts";
import { openSqliteStore } from "../../runner/state/sqlite-store.ts";
import type { Store } from "../../runner/state/store.ts";
import { day } from "../helpers/dag-specs.ts";

function historyFile(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "millrace-backfills-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, "history.db");
}

function openStore(t: TestContext): Store {
  const store = openSqliteStore(historyFile(t));
  t.after(() => store.close());
  return store;
}

function backfill(backfillId: string, runs: number): RunEvent {
  const range = { from: "2018-11-01", to: "2018-11-30", policy: "failed", order: "desc" } as const;
  return {
    type: "backfill.created",
    at: 5,
    backfillId,
    dagId: "d",
    ...range,
    taskIds: ["a"],
    maxActiveRuns: 2,
    stopOnFailure: true,
    params: { limit: 5 },
    runs,
  };
}

function created(index: number, backfillId?: string): RunEvent {
  return {
    type: "run.created",
    at: 5,
    runId: `r${index}`,
    dagId: "d",
    kind: "backfill",
    interval: day(index),
    params: {},
    taskIds: ["a", "b"],
    ...(backfillId !== undefined && { backfillId }),
  };
}

const started = (runId: string, at: number): RunEvent => ({ type: "run.started", at, runId });
const finished = (runId: string, at: number, state: RunState): RunEvent => ({
  type: "run.finished",
  at,
  runId,
  state,
});

const countsOf = (store: Store, backfillId: string): object =>
  Object.fromEntries(Object.entries(store.backfill(backfillId)?.counts ?? {}).filter(([, n]) => n > 0));

test("a backfill keeps its options, and says how its runs are doing", (t) => {
  const store = openStore(t);
  assert.equal(store.nextBackfillId(), "b1");
  store.append([backfill("b1", 4), created(0, "b1"), created(1, "b1"), created(2, "b1"), created(3)]);
  store.append([started("r0", 10), finished("r0", 20, "success"), started("r1", 12)]);
  assert.deepEqual(store.backfill("b1"), {
    backfillId: "b1",
    dagId: "d",
    from: "2018-11-01",
    to: "2018-11-30",
    policy: "failed",
    order: "desc",
    taskIds: ["a"],
    maxActiveRuns: 2,
    stopOnFailure: true,
    params: { limit: 5 },
    createdAt: 5,
    pausedAt: null,
    counts: { queued: 1, running: 1, success: 1, failed: 0, cancelled: 0 },
    startedAt: 10,
    endedAt: 20,
  });
  assert.equal(store.backfill("b2"), undefined);
  assert.equal(store.nextBackfillId(), "b2");
});

test("backfills are listed newest first, of all DAGs or one", (t) => {
  const store = openStore(t);
  store.append([backfill("b1", 1), { ...backfill("b2", 1), dagId: "other" } as RunEvent, backfill("b3", 1)]);
  const ids = (dagId?: string): string[] => store.backfills(dagId).map(({ backfillId }) => backfillId);
  assert.deepEqual(ids(), ["b3", "b2", "b1"]);
  assert.deepEqual(ids("d"), ["b3", "b1"]);
});

test("pausing, resuming and cancelling are kept", (t) => {
  const store = openStore(t);
  const at = { at: 9, backfillId: "b1" };
  store.append([backfill("b1", 1), created(0, "b1")]);
  for (const [type, expected] of [
    ["backfill.paused", 9],
    ["backfill.resumed", null],
    ["backfill.paused", 9],
    ["backfill.cancelled", null],
  ] as const) {
    store.append([{ type, ...at }]);
    assert.equal(store.backfill("b1")?.pausedAt, expected, type);
  }
});

test("a retry leaves a run in its backfill; a later backfill takes it, and the earlier one says what was", (t) => {
  const store = openStore(t);
  store.append([backfill("b1", 1), created(0, "b1"), started("r0", 6), finished("r0", 7, "failed")]);
  store.append([{ type: "run.reopened", at: 8, runId: "r0", taskIds: ["a"] }]);
  assert.equal(store.run("r0")?.backfillId, "b1");
  assert.deepEqual(countsOf(store, "b1"), { queued: 1 });
  store.append([started("r0", 9), finished("r0", 10, "failed")]);
  store.append([
    backfill("b2", 1),
    { type: "run.reopened", at: 11, runId: "r0", taskIds: ["a"], backfillId: "b2" },
  ]);
  store.append([started("r0", 12), finished("r0", 13, "success")]);
  assert.deepEqual([countsOf(store, "b1"), countsOf(store, "b2")], [{ failed: 1 }, { success: 1 }]);
  assert.deepEqual(store.runs({ backfillId: "b1" }), []);
  assert.equal(store.runs({ backfillId: "b2" }).length, 1);
});

test("a run that is cancelled before it starts again has not started", (t) => {
  const store = openStore(t);
  store.append([created(0), started("r0", 6), finished("r0", 7, "failed")]);
  store.append([{ type: "run.reopened", at: 8, runId: "r0", taskIds: ["a"] }]);
  store.append([finished("r0", 9, "cancelled")]);
  const { startedAt, endedAt } = store.run("r0") ?? {};
  assert.deepEqual([startedAt, endedAt], [null, 9]);
});

test("a cleared run is cancelled, its tasks are as if they had never run, and say nothing of a committed load", (t) => {
  const store = openStore(t);
  const at = { at: 8, runId: "r0", taskId: "a" };
  store.append([backfill("b1", 1), created(0, "b1"), started("r0", 6)]);
  store.append([
    { type: "task.started", ...at, tryNumber: 1, tryId: "t1" },
    { type: "task.interrupted", ...at, committed: [] },
    finished("r0", 7, "success"),
  ]);
  assert.equal(store.tasks("r0")[0]?.isLoaded, true);
  store.append([{ type: "run.cleared", at: 9, runId: "r0", taskIds: ["a"], reason: "cleared: a" }]);
  const [a, b] = store.tasks("r0");
  assert.deepEqual([a?.state, a?.isLoaded, b?.state], ["none", false, "none"]);
  assert.deepEqual([store.run("r0")?.state, store.run("r0")?.reason], ["cancelled", "cleared: a"]);
  assert.deepEqual([store.run("r0")?.endedAt, store.backfill("b1")?.endedAt], [7, 7], "when its work ended");
  assert.deepEqual(countsOf(store, "b1"), { cancelled: 1 });
  assert.equal(store.tries("r0", "a").length, 1, "its tries are still told");
});

test("a history of before backfills had options is brought up to date", (t) => {
  const file = historyFile(t);
  const before = new DatabaseSync(file);
  const sql = readFileSync(path.join(packageRoot(), "sql", "state", "001-initial.sql"), "utf8");
  before.exec(`${sql}; PRAGMA user_version = 1;
    INSERT INTO backfill VALUES ('0f5c', 'd', '2018-11-01', '2018-11-02', 2, 5);
    INSERT INTO run VALUES ('r0', 'd', 'backfill', '2018-11-01T00:00:00.000Z', '2018-11-02T00:00:00.000Z', '{}',
      '0f5c', NULL, 'failed', NULL, 5, 6, 7)`);
  before.close();
  const store = openSqliteStore(file);
  t.after(() => store.close());
  const found = store.backfill("0f5c");
  assert.deepEqual(
    [
      found?.policy,
      found?.order,
      found?.taskIds,
      found?.maxActiveRuns,
      found?.stopOnFailure,
      found?.pausedAt,
    ],
    ["missing", "asc", null, null, false, null],
  );
  assert.deepEqual([countsOf(store, "0f5c"), found?.startedAt, found?.endedAt], [{ failed: 1 }, 6, 7]);
  store.append([backfill(store.nextBackfillId(), 0)]);
  assert.deepEqual(
    store.backfills().map(({ backfillId }) => backfillId),
    ["b2", "0f5c"],
  );
});
