import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "../../protocol/json.ts";
import type { RepeatEffect } from "../../protocol/plan-facts.ts";
import { OPERATORS } from "../../runner/operators/registry.ts";
import { userCodeOperator } from "../../runner/operators/run-task.ts";

const load = { table: "t", sql: "SELECT 1" };

const CASES: readonly (readonly [operator: string, params: JsonObject, effect: RepeatEffect])[] = [
  ["s3KeySensor", { keys: "a" }, "safe"],
  ["stageFromS3", { from: "a", table: "t" }, "safe"],
  ["stageFromS3", { from: "a", table: "t", scope: "shared" }, "safe"],
  ["dataQuality", {}, "safe"],
  ["loadFact", load, "refused"],
  ["loadFact", { ...load, mode: "append", allowDuplicates: false }, "refused"],
  ["loadFact", { ...load, allowDuplicates: true }, "duplicates"],
  ["loadFact", { ...load, mode: "replaceInterval", timeColumn: "at" }, "safe"],
  ["loadFact", { ...load, mode: "replaceInterval", timeColumn: "at", allowDuplicates: true }, "safe"],
  ["loadDimension", load, "safe"],
  ["loadDimension", { ...load, key: "id" }, "safe"],
  ["loadDimension", { ...load, mode: "truncateInsert" }, "safe"],
  ["loadDimension", { ...load, mode: "append" }, "refused"],
  ["loadDimension", { ...load, mode: "append", allowDuplicates: true }, "duplicates"],
  ["runSql", { sql: "SELECT 1" }, "unknown"],
  ["runTask", {}, "unknown"],
];

test("what doing it once more does, for each operator", () => {
  const operators = new Map(OPERATORS.map((operator) => [operator.name, operator]));
  for (const [name, params, effect] of CASES)
    assert.equal(operators.get(name)?.onRepeat(params as never), effect, `${name} ${JSON.stringify(params)}`);
  assert.deepEqual(new Set(CASES.map(([name]) => name)), new Set(operators.keys()), "each has a case");
  assert.equal(userCodeOperator("copyTable", []).onRepeat({}), "unknown");
});
