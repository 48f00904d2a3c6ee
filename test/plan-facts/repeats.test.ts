import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "../../protocol/json.ts";
import { OPERATORS } from "../../runner/operators/registry.ts";
import { repeatedLoads } from "../../runner/plan-facts/repeats.ts";
import { dagSpec, day, taskSpec } from "../helpers/dag-specs.ts";
import type { PastTask } from "./history.ts";
import { pastRun, testHistory } from "./history.ts";

const OPERATOR_BY_NAME = new Map(OPERATORS.map((operator) => [operator.name, operator]));

const FACT = { table: "t", sql: "SELECT 1" };
const ROWS = { inserted: 5 };

interface Case {
  readonly name: string;
  readonly operator: string;
  readonly params?: JsonObject;
  /** How the task did in the run of the interval; no run when omitted. */
  readonly past?: Omit<PastTask, "id" | "from" | "to">;
  /** Default: done again from the start. */
  readonly isAnew?: boolean;
  readonly expected: string | undefined;
}

const CASES: readonly Case[] = [
  { name: "no run yet", operator: "loadFact", params: FACT, expected: undefined },
  { name: "an append that is there", operator: "loadFact", params: FACT, past: ROWS, expected: "refused t" },
  {
    name: "an append of no rows",
    operator: "loadFact",
    params: FACT,
    past: { inserted: 0 },
    expected: undefined,
  },
  {
    name: "an append that failed",
    operator: "loadFact",
    params: FACT,
    past: { fails: true },
    expected: undefined,
  },
  {
    name: "an append that may duplicate",
    operator: "loadFact",
    params: { ...FACT, allowDuplicates: true },
    past: ROWS,
    expected: "duplicates t",
  },
  {
    name: "a load that replaces the interval",
    operator: "loadFact",
    params: { ...FACT, mode: "replaceInterval", timeColumn: "at" },
    past: ROWS,
    expected: undefined,
  },
  {
    name: "an upsert",
    operator: "loadDimension",
    params: { ...FACT, key: "id" },
    past: ROWS,
    expected: undefined,
  },
  {
    name: "a dimension that is appended to",
    operator: "loadDimension",
    params: { ...FACT, mode: "append" },
    past: ROWS,
    expected: "refused t",
  },
  { name: "statements", operator: "runSql", params: { sql: "SELECT 1" }, past: {}, expected: "unknown null" },
  {
    name: "statements that failed",
    operator: "runSql",
    params: { sql: "SELECT 1" },
    past: { fails: true },
    expected: undefined,
  },
  { name: "an operator of the file's own", operator: "own", past: ROWS, expected: "unknown t" },
  {
    name: "a failed check behind an append: from the start, the rows come again",
    operator: "loadFact",
    params: FACT,
    past: { ...ROWS, fails: true, isLoaded: true },
    expected: "refused t",
  },
  {
    name: "a failed check behind an append: resumed, only the check comes again",
    operator: "loadFact",
    params: FACT,
    past: { ...ROWS, fails: true, isLoaded: true },
    isAnew: false,
    expected: undefined,
  },
];

for (const { name, operator, params = {}, past, isAnew = true, expected } of CASES) {
  test(name, (t) => {
    const history = testHistory(t);
    if (past !== undefined)
      history.append(
        pastRun({ runId: "r", day: 0, start: 100, tasks: [{ id: "t", from: 0, to: 10, ...past }] }),
      );
    const dag = dagSpec("d", [taskSpec("t", { operator, params })]);
    const run = {
      interval: day(0),
      state: "none",
      action: "rerun",
      reason: "",
      taskIds: ["t"],
      ...(past && { runId: "r" }),
    } as const;
    const found = repeatedLoads(dag, run, isAnew, history, OPERATOR_BY_NAME);
    assert.deepEqual(
      found.map(({ effect, table }) => `${effect} ${table}`),
      expected === undefined ? [] : [expected],
    );
    for (const { taskId, loadedAt } of found) assert.deepEqual([taskId, loadedAt], ["t", 110]);
  });
}

test("only tasks that will run are told", (t) => {
  const history = testHistory(t);
  const tasks = ["a", "b"].map((id): PastTask => ({ id, from: 0, to: 10, ...ROWS }));
  history.append(pastRun({ runId: "r", day: 0, start: 100, tasks }));
  const dag = dagSpec(
    "d",
    ["a", "b"].map((id) => taskSpec(id, { operator: "loadFact", params: FACT })),
  );
  const run = {
    interval: day(0),
    state: "success",
    action: "rerun",
    reason: "",
    runId: "r",
    taskIds: ["b"],
  } as const;
  assert.deepEqual(repeatedLoads(dag, run, true, history, OPERATOR_BY_NAME), [
    { taskId: "b", table: "b", effect: "refused", loadedAt: 110 },
  ]);
});
