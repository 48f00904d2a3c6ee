import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { CheckResult } from "../../protocol/run.ts";
import { evaluateCheck } from "../../runner/checks/evaluate.ts";
import { rowCount } from "../../runner/checks/row-count.ts";
import { sqlCheck } from "../../runner/checks/sql-check.ts";
import { TEST_CHECKS, testTaskContext } from "../helpers/task-context.ts";
import { testWarehouse } from "../helpers/warehouse.ts";

const FILES = { "one.sql": "-- one\nSELECT '{{ ds }}';", "bad.sql": "SELECT 1,\n  x" };

const CASES: readonly (readonly [kind: string, params: JsonObject, expected: Partial<CheckResult>])[] = [
  ["rowCount", { table: "t", min: 1 }, pass("3 rows", "at least 1 row")],
  ["rowCount", { table: "public.T", max: 2 }, fail("3 rows", "at most 2 rows")],
  ["rowCount", { table: "t", min: 1, max: 3 }, pass("3 rows", "1 to 3 rows")],
  ["rowCount", { table: "t", equals: 3 }, pass("3 rows", "exactly 3 rows")],
  ["rowCount", { table: "t", equals: 2 }, fail("3 rows", "exactly 2 rows")],
  [
    "rowCount",
    { table: "t", where: "d = '{{ ds }}' -- the day", equals: 1 },
    {
      ...pass("1 row", "exactly 1 row"),
      sql: "SELECT count(*) FROM \"t\" WHERE (d = '2024-02-14' -- the day\n)",
    },
  ],
  ["rowCount", { table: "t", where: "true OR n = 1", equals: 3 }, pass("3 rows", "exactly 3 rows")],
  ["rowCount", { table: '"Mixed Case"', equals: 0 }, pass("0 rows", "exactly 0 rows")],
  [
    "rowCount",
    { table: "nowhere", min: 1 },
    error('relation "nowhere" does not exist at line 1, column 22 of the statement (SQLSTATE 42P01).'),
  ],
  [
    "rowCount",
    { table: "t" },
    error(
      "sales.dag.ts:3:5: The parameters of the check c are wrong: ✖ give at least one of `min`, `max` and `equals`.",
    ),
  ],
  [
    "rowCount",
    { table: "a b", min: 1 },
    error(
      '"a b" is not the name of a table. Write `name` or `schema.name`; a part with other characters than letters, digits and _ goes between double quotes: "my table".',
    ),
  ],
  ["sqlCheck", { sql: "SELECT count(*) FROM t", expect: 3 }, pass("3", "3")],
  ["sqlCheck", { sql: "SELECT count(*) FROM t", expect: "3" }, pass("3", "3")],
  ["sqlCheck", { sql: "SELECT 0.00", expect: 0 }, pass("0.00", "0")],
  ["sqlCheck", { sql: "SELECT '0.00'::text", expect: 0 }, pass("0.00", "0")],
  ["sqlCheck", { sql: "SELECT -0.0", expect: 0 }, pass("0.0", "0")],
  ["sqlCheck", { sql: "SELECT 1684759.74663::numeric(20, 10)", expect: 1684759.74663 }, pass()],
  ["sqlCheck", { sql: "SELECT 1e3::float8", expect: 1000 }, pass()],
  ["sqlCheck", { sql: "SELECT 9007199254740993", expect: "9007199254740992" }, fail()],
  ["sqlCheck", { sql: "SELECT 1.5", expect: 1.50001 }, fail()],
  ["sqlCheck", { sql: "SELECT true", expect: true }, pass("true", "true")],
  ["sqlCheck", { sql: "SELECT true", expect: false }, fail("true", "false")],
  ["sqlCheck", { sql: "SELECT 1", expect: true }, fail("1", "true")],
  ["sqlCheck", { sql: "SELECT NULL", expect: null }, pass("NULL", "NULL")],
  ["sqlCheck", { sql: "SELECT NULL", expect: 0 }, fail("NULL", "0")],
  ["sqlCheck", { sql: "SELECT 0", expect: null }, fail("0", "NULL")],
  ["sqlCheck", { sql: "SELECT 'NULL'", expect: null }, fail("NULL", "NULL")],
  ["sqlCheck", { sql: "SELECT 'abc', 1 UNION ALL SELECT 'd', 2", expect: "abc" }, pass("abc", "abc")],
  ["sqlCheck", { sql: "SELECT 'abc'", expect: 0 }, fail("abc", "0")],
  ["sqlCheck", { sql: "SELECT ''", expect: 0 }, fail("", "0")],
  [
    "sqlCheck",
    { sql: "one.sql", expect: "{{ ds }}" },
    { ...pass("2024-02-14", "2024-02-14"), sql: "SELECT '2024-02-14'" },
  ],
  ["sqlCheck", { sql: "WITH x AS (SELECT 1 AS n) SELECT n FROM x;", expect: 1 }, pass()],
  [
    "sqlCheck",
    { sql: "SELECT n FROM t WHERE false", expect: 0 },
    error(
      "The check's query gave no row, so there is no value to compare. Let it always give one row with one value, for example with count(*) or max(…).",
    ),
  ],
  [
    "sqlCheck",
    { sql: "SELECT 1; SELECT 2", expect: 1 },
    error(
      "Only one SELECT can stand here, but a second statement follows: SELECT 2. Leave one SELECT; statements that prepare something go into a runSql task upstream.",
    ),
  ],
  [
    "sqlCheck",
    { sql: "DELETE FROM t", expect: 1 },
    error(
      "A SELECT is needed here, but the SQL text has: DELETE FROM t. Write a query that starts with SELECT or WITH; for other statements there is runSql.",
    ),
  ],
  [
    "sqlCheck",
    { sql: "bad.sql", expect: 1 },
    error('bad.sql:2:3: column "x" does not exist (SQLSTATE 42703).'),
  ],
  [
    "other",
    {},
    error('sales.dag.ts:3:5: There is no check of the kind "other". Known kinds are rowCount, sqlCheck.'),
  ],
];

test("checks", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.script(`
    CREATE TABLE t (n int, d date); CREATE TABLE "Mixed Case" ();
    INSERT INTO t VALUES (1, '2024-02-13'), (2, '2024-02-14'), (3, '2024-02-15')`);
  const context = testTaskContext({ warehouse, files: FILES });
  for (const [kind, params, expected] of CASES) {
    await t.test(`${kind} ${JSON.stringify(params)}`, async () => {
      const result = await context.evaluateCheck(spec(kind, params), warehouse);
      assert.deepEqual({ ...result, ...expected }, result);
    });
  }
  assert.deepEqual((await warehouse.query("SELECT count(*) FROM t")).rows, [["3"]]);
});

test("a message says what was seen, and what was expected when that is something else", async (t) => {
  const warehouse = await testWarehouse(t);
  const context = testTaskContext({ warehouse });
  const message = async (expect: number) =>
    (await context.evaluateCheck(spec("sqlCheck", { sql: "SELECT 1", expect }), warehouse)).message;
  assert.equal(await message(1), "c: 1");
  assert.equal(await message(2), "c: observed 1, expected 2");
});

test("a defect is not taken for an outcome", async () => {
  const broken = {
    query: () => Promise.reject(new TypeError("oops")),
    sql: async (text: string) => ({ text }),
    render: String,
  };
  await assert.rejects(
    evaluateCheck(spec("sqlCheck", { sql: "SELECT 1", expect: 1 }), TEST_CHECKS, broken),
    TypeError,
  );
});

test("names that checks get when their author gives none", () => {
  assert.equal(rowCount.defaultName({ table: "t", min: 1 }), "rowCount t");
  assert.equal(rowCount.defaultName({ table: "t", min: 1, where: "n > 0" }), "rowCount t where n > 0");
  assert.equal(sqlCheck.defaultName({ sql: "checks/a.sql", expect: 0 }), "sqlCheck checks/a.sql");
  assert.equal(sqlCheck.defaultName({ sql: "SELECT 1\n  FROM t ", expect: 0 }), "sqlCheck SELECT 1 FROM t");
});

function spec(kind: string, params: JsonObject): CheckSpec {
  return { kind, name: "c", params, position: { file: "sales.dag.ts", line: 3, column: 5 } };
}

function pass(observed?: string, expected?: string): Partial<CheckResult> {
  return {
    outcome: "pass",
    ...(observed !== undefined && { observed }),
    ...(expected !== undefined && { expected }),
  };
}

function fail(observed?: string, expected?: string): Partial<CheckResult> {
  return { ...pass(observed, expected), outcome: "fail" };
}

function error(message: string): Partial<CheckResult> {
  return { outcome: "error", message, observed: "", expected: "" };
}
