import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { dataQuality } from "../../runner/operators/data-quality.ts";
import { checkSpec } from "../helpers/dag-specs.ts";
import { testTaskContext } from "../helpers/task-context.ts";
import { testWarehouse } from "../helpers/warehouse.ts";

test("evaluates all checks, whatever the first ones say", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.script("CREATE TABLE plays (n int); INSERT INTO plays VALUES (1), (NULL)");
  const context = testTaskContext({
    warehouse,
    checks: [
      check("rowCount", "plays are there", { table: "plays", min: 3 }),
      check("sql", "broken", { sql: "SELECT x FROM plays", expect: 0 }),
      check("sql", "no nulls", { sql: "SELECT count(*) FROM plays WHERE n IS NULL", expect: 0 }),
      check("rowCount", "not too many", { table: "plays", max: 2 }),
    ],
  });
  const result = await dataQuality.execute({}, context);
  assert.ok(result.kind === "success");
  assert.deepEqual(
    result.checks?.map(({ name, outcome }) => [name, outcome]),
    [
      ["plays are there", "fail"],
      ["broken", "error"],
      ["no nulls", "fail"],
      ["not too many", "pass"],
    ],
  );
});

test("succeeds with its checks when none failed", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.query("CREATE TABLE plays (n int)");
  const checks = [check("rowCount", "none", { table: "plays", equals: 0 })];
  const result = await dataQuality.execute({}, testTaskContext({ warehouse, checks }));
  assert.ok(result.kind === "success");
  assert.deepEqual(
    result.checks?.map(({ name, outcome, observed }) => [name, outcome, observed]),
    [["none", "pass", "0 rows"]],
  );
});

test("stops between checks when it is cancelled", async (t) => {
  const warehouse = await testWarehouse(t);
  const checks = [check("sql", "one", { sql: "SELECT 1", expect: 1 })];
  const context = testTaskContext({ warehouse, checks, signal: AbortSignal.abort() });
  await assert.rejects(dataQuality.execute({}, context), { name: "AbortError" });
});

function check(kind: string, name: string, params: JsonObject): CheckSpec {
  return checkSpec(kind, params, { name });
}
