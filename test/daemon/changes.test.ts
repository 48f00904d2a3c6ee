import assert from "node:assert/strict";
import test from "node:test";
import type { RunEvent } from "../../protocol/event.ts";
import type { HistoryChanges } from "../../protocol/rpc/workspace.ts";
import { changesSince } from "../../runner/daemon/views/changes.ts";
import { viewSource } from "../../runner/daemon/views/view-source.ts";
import { workspaceViewOf } from "../../runner/daemon/views/workspace.ts";
import type { Session } from "../../runner/session.ts";
import type { Store } from "../../runner/state/store.ts";
import { copyWorkspace, openTestSession } from "../helpers/workspace.ts";

/** Bytes that one notification may have: a window that draws it does not notice. */
const LARGE = 500_000;

test("thousands of runs at once are told in parts, none of them large, and none is left out", async (t) => {
  const session = openTestSession(t, await copyWorkspace(t, "samples/empty"));
  const source = viewSource(session, await session.project());
  source.store.append([created("b1", 0), ...Array.from({ length: 2_000 }, (_, n) => run(n))]);
  const told = all(0, source);
  assert.ok(told.length > 1);
  assert.deepEqual(new Set(told.flatMap(({ runs }) => runs.map(({ runId }) => runId))).size, 2_000);
  for (const changes of told) assert.ok(JSON.stringify(changes).length < LARGE);
  assert.equal(told.at(-1)?.seq, source.store.lastSeq());
  assert.equal(told.at(-1)?.dags[0]?.counts.queued, 2_000);
  assert.equal(changesSince(source.store.lastSeq(), source), undefined);
});

test("a run that begins comes with all of its tasks, and one at work with those that changed", async (t) => {
  const session = openTestSession(t, await copyWorkspace(t, "samples/empty"));
  const source = viewSource(session, await session.project());
  source.store.append([run(0), { type: "run.started", at: 2, runId: "r0" }]);
  const [begun] = all(0, source);
  assert.ok(begun);
  assert.deepEqual(
    begun.tasks.map(({ task }) => [task.taskId, task.state]),
    [
      ["greet", "none"],
      ["other", "none"],
    ],
  );
  assert.deepEqual([begun.runs[0]?.taskCounts, begun.runs[0]?.label], [{ none: 2 }, "2020-01-01"]);
  source.store.append([
    { type: "task.scheduled", at: 3, runId: "r0", taskId: "greet" },
    { type: "task.queued", at: 3, runId: "r0", taskId: "greet" },
    { type: "task.started", at: 4, runId: "r0", taskId: "greet", tryNumber: 1, tryId: "t1" },
    {
      type: "task.succeeded",
      at: 5,
      runId: "r0",
      taskId: "greet",
      loads: [{ table: "greetings", read: 1, inserted: 1, updated: 0, deleted: 0, rejected: 0, total: 1 }],
      checks: [check("pass")],
    },
  ]);
  const [done] = all(begun.seq, source);
  assert.ok(done);
  assert.deepEqual(
    done.tasks.map(({ task }) => [task.taskId, task.state, task.loads.length, task.checks.length]),
    [["greet", "success", 1, 1]],
  );
  assert.deepEqual(
    done.checks.map(({ outcome, keptRows, since }) => [outcome, keptRows, since]),
    [["pass", 1, 5]],
  );
  assert.ok(!("failing" in (done.checks[0] ?? {})));
});

test("since when a check has its outcome", async (t) => {
  const session = openTestSession(t, await copyWorkspace(t, "samples/empty"));
  const source = viewSource(session, await session.project());
  const outcomes = ["pass", "fail", "fail", "pass", "pass"] as const;
  const since = outcomes.map((outcome, index) => {
    const before = source.store.lastSeq();
    source.store.append([evaluated(outcome, index + 1)]);
    return all(before, source)[0]?.checks[0]?.since;
  });
  assert.deepEqual(since, [1, 2, 2, 4, 4]);
});

test("of thousands of open runs the history is not asked one by one", async (t) => {
  const session = openTestSession(t, await copyWorkspace(t, "samples/empty"));
  const project = await session.project();
  const store = session.history();
  store.append([created("b1", 0), ...Array.from({ length: 300 }, (_, n) => run(n))]);
  const asked: string[] = [];
  const counted: Session = { ...session, history: () => counting(store, asked) };
  const view = workspaceViewOf(counted, project);
  assert.equal(view.openRuns.length, 300);
  assert.deepEqual(view.openRuns[7]?.taskCounts, { none: 2 });
  assert.equal(asked.filter((name) => name === "backfill").length, 1);
  assert.ok(asked.length < 30, asked.join(" "));
  asked.length = 0;
  changesSince(0, viewSource(counted, project));
  assert.equal(asked.filter((name) => name === "backfill").length, 1);
});

test("what is told of a check is its result that came last, whatever its interval", async (t) => {
  const session = openTestSession(t, await copyWorkspace(t, "samples/empty"));
  const source = viewSource(session, await session.project());
  const later = evaluated("pass", 1);
  source.store.append([
    later,
    {
      ...evaluated("fail", 2),
      interval: { start: "2001-01-01T00:00:00.000Z", end: "2001-01-02T00:00:00.000Z" },
    },
  ]);
  assert.deepEqual(
    all(0, source).flatMap(({ checks }) => checks.map(({ outcome }) => outcome)),
    ["fail"],
  );
});

/** The store, which writes down what it is asked. */
function counting(store: Store, asked: string[]): Store {
  return new Proxy(store, {
    get: (target, name, receiver) => {
      asked.push(String(name));
      return Reflect.get(target, name, receiver);
    },
  });
}

function all(seq: number, source: Parameters<typeof changesSince>[1]): readonly HistoryChanges[] {
  const found = changesSince(seq, source);
  return found === undefined ? [] : [found, ...all(found.seq, source)];
}

function run(n: number): RunEvent {
  const day = 86_400_000;
  const start = Date.parse("2020-01-01") + n * day;
  const interval = { start: new Date(start).toISOString(), end: new Date(start + day).toISOString() };
  return {
    type: "run.created",
    at: 1,
    runId: `r${n}`,
    dagId: "hello",
    kind: "backfill",
    interval,
    params: {},
    taskIds: ["greet", "other"],
    ...(n > 0 && { backfillId: "b1" }),
  };
}

function created(backfillId: string, at: number): RunEvent {
  const range = { from: "2020-01-01", to: "2025-01-01" };
  const options = { policy: "missing", order: "asc", stopOnFailure: false, params: {} } as const;
  const taskIds = ["greet", "other"];
  return {
    type: "backfill.created",
    at,
    backfillId,
    dagId: "hello",
    ...range,
    ...options,
    taskIds,
    runs: 1_999,
  };
}

function check(outcome: "pass" | "fail") {
  const failing = { columns: ["day"], rows: [["2020-01-01"]], isCut: false };
  return {
    name: "the day has one greeting",
    kind: "rowCount",
    outcome,
    observed: "1 row",
    expected: "1 row",
    message: "",
    failing,
  };
}

function evaluated(
  outcome: "pass" | "fail",
  at: number,
): Extract<RunEvent, { readonly type: "checks.evaluated" }> {
  const interval = { start: "2020-01-01T00:00:00.000Z", end: "2020-01-02T00:00:00.000Z" };
  const of = { dagId: "hello", taskId: "greet", interval };
  return { type: "checks.evaluated", at, ...of, checks: [check(outcome)] };
}
