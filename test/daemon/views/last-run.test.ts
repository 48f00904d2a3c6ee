import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type { RunEvent } from "../../../protocol/event.ts";
import { lastRun } from "../../../runner/daemon/views/last-run.ts";
import { openSqliteStore } from "../../../runner/state/sqlite-store.ts";
import type { Store } from "../../../runner/state/store.ts";

function openHistory(t: TestContext): Store {
  const folder = mkdtempSync(path.join(tmpdir(), "mr-last-"));
  const store = openSqliteStore(path.join(folder, "history.db"));
  t.after(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return store;
}

function made(day: number, backfillId?: string): readonly RunEvent[] {
  const interval = { start: `2018-11-0${day}T00:00:00.000Z`, end: `2018-11-0${day + 1}T00:00:00.000Z` };
  const runId = `r${day}`;
  const of = { runId, dagId: "d", interval, params: {}, taskIds: ["a"], ...(backfillId && { backfillId }) };
  return [
    { type: "run.created", at: 1, kind: "backfill", ...of },
    { type: "run.started", at: 2, runId },
  ];
}

const ended = (day: number, at: number): RunEvent => ({
  type: "run.finished",
  at,
  runId: `r${day}`,
  state: "success",
});

const CREATED: RunEvent = {
  type: "backfill.created",
  at: 0,
  backfillId: "b1",
  dagId: "d",
  from: "2018-11-01",
  to: "2018-11-03",
  policy: "missing",
  order: "asc",
  taskIds: ["a"],
  stopOnFailure: false,
  params: {},
  runs: 3,
};

test("of a backfill that is over the newest interval stands for the DAG, whichever run ended last", (t) => {
  const store = openHistory(t);
  store.append([CREATED, ...made(1, "b1"), ...made(2, "b1"), ...made(3, "b1"), ended(3, 10), ended(1, 20)]);
  assert.equal(lastRun(store, "d")?.runId, "r1", "while it goes on: what was at work last");
  store.append([ended(2, 30)]);
  assert.equal(lastRun(store, "d")?.runId, "r3");
});

test("of runs by hand it is the one that ended last", (t) => {
  const store = openHistory(t);
  store.append([...made(1), ...made(2), ended(2, 10), ended(1, 20)]);
  assert.equal(lastRun(store, "d")?.runId, "r1");
  assert.equal(lastRun(store, "other"), undefined);
});
