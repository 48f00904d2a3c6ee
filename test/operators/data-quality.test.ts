import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { dataQuality } from "../../runner/operators/data-quality.ts";
import { testTaskContext } from "../helpers/task-context.ts";
import { testWarehouse } from "../helpers/warehouse.ts";

test("evaluates all checks, and names those that failed with what they saw", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.script("CREATE TABLE plays (n int); INSERT INTO plays VALUES (1), (NULL)");
  const context = testTaskContext({
    warehouse,
    checks: [
      check("rowCount", "plays are there", { table: "plays", min: 3 }),
      check("sqlCheck", "broken", { sql: "SELECT x FROM plays", expect: 0 }),
      check("sqlCheck", "no nulls", { sql: "SELECT count(*) FROM plays WHERE n IS NULL", expect: 0 }),
      check("rowCount", "not too many", { table: "plays", max: 2 }),
    ],
  });
  const result = await dataQuality.execute({}, context);
  assert.ok(result.kind === "failed");
  assert.deepEqual(
    result.checks?.map(({ name, outcome }) => [name, outcome]),
    [
      ["plays are there", "fail"],
      ["broken", "error"],
      ["no nulls", "fail"],
      ["not too many", "pass"],
    ],
  );
  assert.equal(result.code, "checks-failed");
  assert.equal(result.retryable, true);
  assert.equal(
    result.message,
    "3 of 4 checks failed: plays are there: observed 2 rows, expected at least 3 rows; " +
      'broken: could not be evaluated (column "x" does not exist at line 1, column 8 of the SQL (SQLSTATE 42703)); ' +
      "no nulls: observed 1, expected 0.",
  );
  assert.equal(context.logged.length, 4);
  assert.equal(context.logged[3], "pass: not too many: observed 2 rows, expected at most 2 rows");
});

test("succeeds with its checks when none failed", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.query("CREATE TABLE plays (n int)");
  const checks = [check("rowCount", "none", { table: "plays", equals: 0 })];
  const result = await dataQuality.execute({}, testTaskContext({ warehouse, checks }));
  assert.ok(result.kind === "success");
  assert.deepEqual(result.checks, [
    {
      name: "none",
      kind: "rowCount",
      outcome: "pass",
      observed: "0 rows",
      expected: "exactly 0 rows",
      message: "none: 0 rows",
      sql: 'SELECT count(*) FROM "plays"',
    },
  ]);
});

test("stops between checks when it is cancelled", async (t) => {
  const warehouse = await testWarehouse(t);
  const checks = [check("sqlCheck", "one", { sql: "SELECT 1", expect: 1 })];
  const context = testTaskContext({ warehouse, checks, signal: AbortSignal.abort() });
  await assert.rejects(dataQuality.execute({}, context), { name: "AbortError" });
});

function check(kind: string, name: string, params: JsonObject): CheckSpec {
  return { kind, name, params, position: { file: "sales.dag.ts", line: 1, column: 1 } };
}
