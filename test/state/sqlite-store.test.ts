import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { RunEvent } from "../../protocol/event.ts";
import { openSqliteStore } from "../../runner/state/sqlite-store.ts";
import { day } from "../helpers/dag-specs.ts";

function historyFile(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "millrace-store-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, "history.db");
}

const load = { table: "t", read: 3, inserted: 2, updated: 0, deleted: 1, rejected: 1, total: 9 };
const check = {
  name: "some rows",
  kind: "rowCount",
  outcome: "pass" as const,
  observed: "9 rows",
  expected: "at least 1",
  message: "9 rows",
};

function created(runId: string, index: number): RunEvent {
  return {
    type: "run.created",
    at: 1,
    runId,
    dagId: "d",
    kind: "manual",
    interval: day(index),
    params: { limit: 5 },
    taskIds: ["a", "b"],
  };
}

/** One run in which `a` fails once, waits for its retry and loads, and `b` is skipped. */
const STORY: readonly RunEvent[] = [
  created("r", 0),
  { type: "run.started", at: 2, runId: "r" },
  { type: "task.scheduled", at: 3, runId: "r", taskId: "a" },
  { type: "task.queued", at: 4, runId: "r", taskId: "a" },
  { type: "task.started", at: 5, runId: "r", taskId: "a", tryNumber: 1, tryId: "a1" },
  {
    type: "task.failed",
    at: 6,
    runId: "r",
    taskId: "a",
    error: { code: "sql-error", message: "no such table", retryable: true },
    retryAt: 10,
    loads: [],
    checks: [],
  },
  { type: "task.started", at: 10, runId: "r", taskId: "a", tryNumber: 2, tryId: "a2" },
  { type: "task.succeeded", at: 12, runId: "r", taskId: "a", loads: [load], checks: [check], note: "fine" },
  { type: "task.skipped", at: 13, runId: "r", taskId: "b", reason: "asked to" },
  { type: "run.finished", at: 14, runId: "r", state: "success" },
];

test("a run's story is told back by every view", (t) => {
  const store = openSqliteStore(historyFile(t));
  t.after(() => store.close());
  store.append(STORY);
  assert.deepEqual(store.run("r"), {
    runId: "r",
    dagId: "d",
    kind: "manual",
    interval: day(0),
    params: { limit: 5 },
    backfillId: null,
    previousRunId: null,
    state: "success",
    reason: null,
    createdAt: 1,
    startedAt: 2,
    endedAt: 14,
  });
  const [a, b] = store.tasks("r");
  assert.deepEqual(a, {
    taskId: "a",
    state: "success",
    tryNumber: 2,
    retriesUsed: 1,
    tryId: "a2",
    startedAt: 10,
    endedAt: 12,
    nextAt: null,
    isLoaded: false,
    note: "fine",
    error: null,
  });
  assert.equal(b?.state, "skipped");
  assert.equal(b?.note, "asked to");
  assert.deepEqual(
    store
      .tries("r", "a")
      .map(({ tryId, outcome, startedAt, endedAt }) => [tryId, outcome, startedAt, endedAt]),
    [
      ["a1", "failed", 5, 6],
      ["a2", "success", 10, 12],
    ],
  );
  assert.equal(store.tries("r", "a")[0]?.error?.message, "no such table");
  const kept = { ...load, runId: "r", taskId: "a", dagId: "d", interval: day(0), at: 12 };
  assert.deepEqual(store.loads("r"), [kept]);
  assert.deepEqual(store.lastLoads(), [kept]);
  const of = { runId: "r", taskId: "a", tryId: "a2", dagId: "d", interval: day(0), at: 12 };
  assert.deepEqual(store.checks("r"), [{ ...check, ...of }]);
  assert.deepEqual(
    store.events(0, 100).map(({ event }) => event),
    STORY,
  );
});

test("of loads side by side the one that was committed last is the table's last", (t) => {
  const store = openSqliteStore(historyFile(t));
  t.after(() => store.close());
  // The checks of the second run's load take long: its end comes last, and its load was the first.
  const runs = ["first", "second"].map(created);
  const ended = (runId: string, at: number, committedAt: number, total: number): RunEvent => ({
    type: "task.succeeded",
    at,
    runId,
    taskId: "a",
    loads: [{ ...load, total, committedAt }],
    checks: [],
  });
  store.append([...runs, ended("first", 20, 15, 75), ended("second", 30, 10, 57)]);
  assert.deepEqual(
    store.lastLoads().map(({ runId, total, at }) => [runId, total, at]),
    [["first", 75, 15]],
  );
});

test("a reopened run starts its tasks afresh and keeps the earlier tries", (t) => {
  const store = openSqliteStore(historyFile(t));
  t.after(() => store.close());
  store.append(STORY);
  store.append([{ type: "run.reopened", at: 20, runId: "r", taskIds: ["a"] }]);
  assert.deepEqual(
    store
      .tasks("r")
      .map(({ taskId, state, tryNumber, retriesUsed }) => [taskId, state, tryNumber, retriesUsed]),
    [
      ["a", "none", 2, 0],
      ["b", "skipped", 0, 0],
    ],
  );
  assert.equal(store.run("r")?.state, "queued");
  assert.equal(store.tries("r", "a").length, 2);
  assert.equal(
    store.checks("r").length,
    0,
    "results of a task that is to run again are not its results any more",
  );
});

test("runs are found by interval, state and limit, newest first", (t) => {
  const store = openSqliteStore(historyFile(t));
  t.after(() => store.close());
  for (let index = 0; index < 5; index++) store.append([created(`r${index}`, index)]);
  store.append([{ type: "run.started", at: 3, runId: "r1" }]);
  const ids = (filter: Parameters<typeof store.runs>[0]): string[] =>
    store.runs(filter).map(({ runId }) => runId);
  assert.deepEqual(ids({}), ["r4", "r3", "r2", "r1", "r0"]);
  assert.deepEqual(ids({ limit: 2 }), ["r4", "r3"]);
  assert.deepEqual(ids({ states: ["running"] }), ["r1"]);
  assert.deepEqual(ids({ intervalFrom: day(1).start, intervalTo: day(3).start }), ["r2", "r1"]);
  assert.deepEqual(ids({ dagId: "other" }), []);
  assert.equal(store.runAt("d", day(2).start)?.runId, "r2");
  assert.equal(store.runBefore("d", day(2).start)?.runId, "r1");
  assert.equal(store.runBefore("d", day(0).start), undefined);
  const [summary] = store.summaries();
  assert.equal(summary?.lastRun?.runId, "r4");
  assert.deepEqual([summary?.counts.queued, summary?.counts.running, summary?.counts.success], [4, 1, 0]);
});

test("events that cannot be stored leave nothing behind", (t) => {
  const store = openSqliteStore(historyFile(t));
  t.after(() => store.close());
  store.append([created("r", 0)]);
  assert.throws(() => store.append([{ type: "run.started", at: 2, runId: "r" }, created("again", 0)]));
  assert.equal(store.run("r")?.state, "queued");
  assert.equal(store.events(0, 10).length, 1);
});

test("a history of a newer Millrace is refused, with what to do", (t) => {
  const file = historyFile(t);
  openSqliteStore(file).close();
  const database = new DatabaseSync(file);
  database.exec("PRAGMA user_version = 99");
  database.close();
  assert.throws(() => openSqliteStore(file), { code: "newer-history" });
});

test("a writer killed at any point leaves whole batches of events, and views that agree with them", async (t) => {
  const file = historyFile(t);
  const script = `
    const { openSqliteStore } = await import(${JSON.stringify(new URL("../../runner/state/sqlite-store.ts", import.meta.url).href)});
    const store = openSqliteStore(${JSON.stringify(file)});
    const known = store.events(0, 1e6).length / 3;
    for (let n = known; ; n++) {
      const start = new Date(Date.UTC(2018, 0, 1 + n)).toISOString(), end = start;
      store.append([
        { type: "run.created", at: n, runId: "r" + n, dagId: "d", kind: "manual", interval: { start, end }, params: {}, taskIds: ["a"] },
        { type: "run.started", at: n, runId: "r" + n },
        { type: "run.finished", at: n, runId: "r" + n, state: "success" },
      ]);
      // On a slow machine the first batch takes longer than the wait below.
      if (n === known) process.stdout.write("writes");
    }`;
  for (let kill = 0; kill < 4; kill++) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, 30 + 20 * kill));
    child.kill("SIGKILL");
    await once(child, "exit");
    const store = openSqliteStore(file);
    const events = store.events(0, 1e6).length;
    assert.ok(events > 0);
    assert.equal(events % 3, 0, "whole batches");
    assert.equal(store.runs({ states: ["success"] }).length, events / 3, "views agree with the log");
    assert.equal(store.unfinishedRuns().length, 0);
    store.close();
  }
});
