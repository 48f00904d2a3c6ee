import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { RunEvent } from "../../protocol/event.ts";
import type { CheckRecord } from "../../protocol/history.ts";
import type { CheckOutcome, CheckResult } from "../../protocol/run.ts";
import { openSqliteStore } from "../../runner/state/sqlite-store.ts";
import type { Store } from "../../runner/state/store.ts";
import { day } from "../helpers/dag-specs.ts";

function historyFile(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "millrace-checks-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, "history.db");
}

function openStore(t: TestContext): Store {
  const store = openSqliteStore(historyFile(t));
  t.after(() => store.close());
  return store;
}

function result(outcome: CheckOutcome, value?: number, more: Partial<CheckResult> = {}): CheckResult {
  const observed = `${value ?? "no"} rows`;
  const said = { observed, expected: "at least 1", message: observed };
  return { name: "rows", kind: "rowCount", outcome, ...said, ...(value !== undefined && { value }), ...more };
}

/** The run of a day, and a try of its task `a` for each result. */
function run(index: number, ...results: readonly CheckResult[]): readonly RunEvent[] {
  const runId = `r${index}`;
  const at = { at: index, runId, taskId: "a" };
  return [
    {
      ...{ type: "run.created", at: index, runId, dagId: "d", kind: "backfill", interval: day(index) },
      ...{ params: {}, taskIds: ["a"] },
    },
    ...results.flatMap((check, tried): readonly RunEvent[] => [
      { type: "task.started", ...at, tryNumber: tried + 1, tryId: `${runId}-${tried}` },
      { type: "task.succeeded", ...at, loads: [], checks: [check] },
    ]),
  ];
}

/** The check `rows` of a day, evaluated on its own. */
function alone(index: number, check: CheckResult, runId?: string): RunEvent {
  const of = { dagId: "d", taskId: "a", interval: day(index), ...(runId !== undefined && { runId }) };
  return { type: "checks.evaluated", at: 100 + index, ...of, checks: [check] };
}

const ROWS = { dagId: "d", taskId: "a", name: "rows" };

test("a result comes back as it was stored, with the rows that broke the rule", (t) => {
  const store = openStore(t);
  const failing = { columns: ["id", "at"], rows: [[1, null] as const, ["ü", true] as const], isCut: true };
  const full = result("fail", 1.5, { sql: "SELECT 1", failed: 2, of: 319, failing });
  store.append(run(0, full));
  const of = { dagId: "d", taskId: "a", interval: day(0), runId: "r0" };
  assert.deepEqual(store.checks("r0"), [{ ...full, ...of, tryId: "r0-0", at: 0 }]);
  store.append([alone(1, full)]);
  const onItsOwn = { ...full, ...of, interval: day(1), runId: null, tryId: null, at: 101 };
  assert.deepEqual(store.latestChecks(), [onItsOwn]);
});

test("the history has the last result of each interval, newest interval first", (t) => {
  const store = openStore(t);
  const told = (records: readonly CheckRecord[]): unknown =>
    records.map(({ interval, outcome, value }) => [interval.start.slice(8, 10), outcome, value]);
  store.append(run(1, result("fail", 2), result("pass", 20)));
  store.append(run(0, result("pass", 10)));
  store.append(run(2, result("error")));
  store.append(run(3, result("pass", 1, { name: "others" })));
  store.append([alone(0, result("warn", 11), "r0")]);
  const days: Record<string, [Partial<Parameters<Store["checkHistory"]>[0]>, unknown]> = {
    "all of them": [
      {},
      [
        ["03", "error", undefined],
        ["02", "pass", 20],
        ["01", "warn", 11],
      ],
    ],
    "the newest ones": [
      { limit: 2 },
      [
        ["03", "error", undefined],
        ["02", "pass", 20],
      ],
    ],
    "those before a day": [
      { before: day(2).start },
      [
        ["02", "pass", 20],
        ["01", "warn", 11],
      ],
    ],
    "another check": [{ name: "others" }, [["04", "pass", 1]]],
    "another DAG": [{ dagId: "other" }, []],
    "another task": [{ taskId: "b" }, []],
  };
  for (const [what, [filter, expected]] of Object.entries(days))
    assert.deepEqual(told(store.checkHistory({ ...ROWS, limit: 9, ...filter })), expected, what);
});

test("a run keeps its own results, whatever was evaluated alone since", (t) => {
  const store = openStore(t);
  store.append(run(0, result("fail", 1)));
  const before = [store.run("r0"), store.tasks("r0"), store.checks("r0")];
  store.append([alone(0, result("pass", 5), "r0")]);
  assert.deepEqual([store.run("r0"), store.tasks("r0"), store.checks("r0")], before);
  assert.deepEqual(
    store.latestChecks("d").map(({ outcome }) => outcome),
    ["pass"],
  );
  assert.deepEqual(store.latestChecks("other"), []);
});

test("what is compared with are earlier intervals' values that were good, of runs", (t) => {
  const store = openStore(t);
  const outcomes: readonly (readonly CheckResult[])[] = [
    [result("pass", 10)],
    [result("warn", 11)],
    [result("fail", 12)],
    [result("error")],
    [result("skipped", 14)],
    [result("pass")],
    [result("fail", 16), result("pass", 160)],
    [result("pass", 17), result("fail", 170)],
    [result("skipped", 0)],
    [result("pass", 19), result("error")],
    [result("pass", 0)],
  ];
  outcomes.forEach((results, index) => {
    store.append(run(index, ...results));
  });
  store.append([alone(1, result("pass", 999), "r1"), alone(15, result("pass", 888))]);
  const values = (before: number, limit = 9): readonly number[] =>
    store.checkValues({ ...ROWS, before: day(before).start, limit });
  assert.deepEqual(values(20), [0, 160, 14, 11, 10]);
  assert.deepEqual(values(6), [14, 11, 10]);
  assert.deepEqual(values(0), []);
  assert.deepEqual(values(20, 2), [0, 160]);
});

test("results of a history from before these columns stay, and can be asked for", (t) => {
  const file = historyFile(t);
  const old = new DatabaseSync(file);
  old.exec(readFileSync("sql/state/001-initial.sql", "utf8"));
  old.exec(`PRAGMA user_version = 1;
    INSERT INTO run VALUES ('r', 'd', 'manual', '${day(0).start}', '${day(0).end}', '{}', NULL, NULL, 'failed', NULL, 1, 2, 9);
    INSERT INTO task_instance VALUES ('r', 'a', 'failed', 2, 0, 't2', 5, 6, NULL, 0, NULL, NULL);
    INSERT INTO check_result VALUES ('t1', 'r', 'a', 4, 'rows', 'rowCount', 'error', '', '', 'no table', NULL),
      ('t2', 'r', 'a', 6, 'rows', 'rowCount', 'fail', '0 rows', '1', 'too few', 'SELECT 1');`);
  old.close();
  const store = openSqliteStore(file);
  t.after(() => store.close());
  const kept: CheckRecord = {
    ...{ dagId: "d", taskId: "a", interval: day(0), runId: "r", tryId: "t2", at: 6 },
    ...{ name: "rows", kind: "rowCount", outcome: "fail", observed: "0 rows", expected: "1" },
    ...{ message: "too few", sql: "SELECT 1" },
  };
  assert.deepEqual(store.checks("r"), [kept]);
  assert.deepEqual(store.checkHistory({ ...ROWS, limit: 5 }), [kept]);
  assert.deepEqual(store.checkValues({ ...ROWS, limit: 5 }), []);
  store.append([alone(0, result("pass", 3), "r")]);
  assert.equal(store.checkHistory({ ...ROWS, limit: 5 })[0]?.value, 3);
});
