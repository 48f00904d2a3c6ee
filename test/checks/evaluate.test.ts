import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { CheckSpec } from "../../protocol/dag.ts";
import type { CheckResult } from "../../protocol/run.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { CheckContext } from "../../runner/checks/check.ts";
import { evaluateChecks } from "../../runner/checks/evaluate.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import { checkContext } from "../../runner/engine/check-context.ts";
import { checkSpec } from "../helpers/dag-specs.ts";
import { testTaskContext } from "../helpers/task-context.ts";
import { testWarehouse } from "../helpers/warehouse.ts";
import { assertResult, CHECK_BY_KIND } from "./check-case.ts";

test("checks of one table share one statement, whatever their conditions", async (t) => {
  const { evaluate, statements } = await tableOfColumns(t, 20);
  const checks = checksOfColumns(20);
  assert.equal(checks.length, 100);
  const results = await evaluate(checks);
  assert.deepEqual(
    outcomes(results),
    checks.map(({ name }) => `${name} pass`),
  );
  assert.equal(statements.length, 1);
  assert.match(statements[0] ?? "", /^SELECT count\("c1"\), .* FROM "t"$/s);
});

test("a result has the statement of its check alone, which gives the same", async (t) => {
  const { evaluate, warehouse } = await tableOfColumns(t, 3);
  const [inRange, , , , few] = await evaluate(checksOfColumns(3));
  assert.equal(few?.sql, 'SELECT count(*) FROM "t" WHERE (c1 > 0)');
  assert.deepEqual((await warehouse.query(few.sql)).rows, [[String(few.value)]]);
  assert.equal((await warehouse.query(inRange?.sql ?? "")).rows[0]?.[0], "100");
});

test("one condition of all stands in WHERE, and equal aggregates are asked for once", async (t) => {
  const { evaluate, statements } = await tableOfColumns(t, 2);
  const where = "c1 = 1";
  await evaluate([
    named("a", "rowCount", { table: "t", where, min: 1 }),
    named("b", "rowCount", { table: "T", where, max: 100 }),
    named("c", "notNull", { table: "t", where, columns: "c2" }),
  ]);
  assert.deepEqual(statements, [
    'SELECT count(*), count(CASE WHEN "c2" IS NULL THEN 1 END) FROM "t" WHERE (c1 = 1)',
  ]);
});

test("a wrong column among many is only its own check's error, and costs no reading", async (t) => {
  const { evaluate, statements } = await tableOfColumns(t, 20);
  const checks = checksOfColumns(20).with(37, named("wrong", "notNull", { table: "t", columns: "nowhere" }));
  const results = await evaluate(checks);
  assert.deepEqual(
    outcomes(results),
    checks.map(({ name }) => `${name} ${name === "wrong" ? "error" : "pass"}`),
  );
  assertResult(results[37] as CheckResult, { message: 'column "nowhere" does not exist (SQLSTATE 42703).' });
  const reading = statements.filter((sql) => !sql.endsWith(" LIMIT 0"));
  assert.equal(reading.length, 2, "the refused one, and the one without the wrong check");
  assert.ok(statements.length <= 3 + 2 * Math.ceil(Math.log2(100)), `${statements.length} statements`);
});

test("several wrong checks, each with its own reason", async (t) => {
  const { evaluate } = await tableOfColumns(t, 2);
  const results = await evaluate([
    named("a", "notNull", { table: "t", columns: "x" }),
    named("b", "rowCount", { table: "t", min: 1 }),
    named("c", "rowCount", { table: "t", where: "c1 = 1 AND y", min: 1 }),
    named("d", "matches", { table: "t", column: "c1", regex: "(" }),
    named("e", "rowCount", { table: "t", where: "c1 =", min: 1 }),
  ]);
  assert.deepEqual(outcomes(results), ["a error", "b pass", "c error", "d error", "e error"]);
  assert.match(results[2]?.message ?? "", /^column "y" does not exist at line 1, column 12 of `where`/);
  assert.match(results[4]?.message ?? "", /^syntax error at or near "\)" at line 1, column 5 of `where`/);
});

test("what a row's value makes fail is only its own check's error", async (t) => {
  const { evaluate } = await tableOfColumns(t, 2);
  const checks = checksOfColumns(2).with(
    3,
    named("wrong", "rowCount", { table: "t", where: "1 / c2 > 0", min: 1 }),
  );
  const results = await evaluate(checks);
  assert.deepEqual(
    outcomes(results),
    checks.map(({ name }) => `${name} ${name === "wrong" ? "error" : "pass"}`),
  );
  assert.equal(results[3]?.message, "division by zero (SQLSTATE 22012).");
});

test("a table that is not there is every check's error, in two statements", async (t) => {
  const { evaluate, statements } = await tableOfColumns(t, 20);
  const results = await evaluate(
    checksOfColumns(20).map((check) => ({ ...check, params: { ...check.params, table: "gone" } })),
  );
  assert.deepEqual(
    [...new Set(results.map(({ message }) => message))],
    ['relation "gone" does not exist (SQLSTATE 42P01).'],
  );
  assert.equal(statements.length, 2);
});

test("a lost connection is every check's error, and is not asked again", async (t) => {
  const lost = new UserError({ code: "warehouse-connection-lost", message: "gone.", retryable: true });
  const { evaluate, statements } = await tableOfColumns(t, 2, () => Promise.reject(lost));
  const results = await evaluate(checksOfColumns(2));
  assert.deepEqual(
    [...new Set(results.map(({ outcome, message }) => `${outcome}: ${message}`))],
    ["error: gone."],
  );
  assert.equal(statements.length, 1);
});

test("more aggregates than a result has columns", async (t) => {
  const { evaluate, statements } = await tableOfColumns(t, 1);
  const checks = Array.from({ length: 1700 }, (_, n) =>
    named(`c${n}`, "rowCount", { table: "t", where: `c1 <> ${n}`, min: 1 }),
  );
  const results = await evaluate(checks);
  assert.ok(results.every(({ outcome }) => outcome === "pass"));
  assert.equal(statements.length, 2);
});

test("results are in the checks' order, and each is told when it is known", async (t) => {
  const { evaluate, warehouse } = await tableOfColumns(t, 2);
  await warehouse.query("CREATE TABLE other (n int)");
  const told: string[] = [];
  const results = await evaluate(
    [
      named("a", "rowCount", { table: "t", min: 1 }),
      named("b", "rowCount", { table: "other", min: 1 }),
      named("c", "unique", { table: "t", columns: "c1" }),
      named("d", "rowCount", { table: "t", min: 1000 }),
      named("e", "rowCount", { table: "t" }),
      named("f", "nothing", {}),
    ],
    { onResult: ({ name }) => told.push(name) },
  );
  assert.deepEqual(outcomes(results), ["a pass", "b fail", "c fail", "d fail", "e error", "f error"]);
  assert.deepEqual(told, ["a", "d", "b", "c", "e", "f"]);
  assert.match(
    results[5]?.message ?? "",
    /^test\.dag\.ts:1:1: There is no check of the kind "nothing"\. Known kinds are rowCount, notNull,/,
  );
});

test("failing rows that cannot be fetched change nothing of the outcome", async (t) => {
  const { evaluate, warehouse } = await tableOfColumns(t, 1);
  // Values that can be equal, but not sorted.
  await warehouse.query("CREATE TABLE unsorted AS SELECT '1'::xid AS x FROM generate_series(1, 2)");
  const [result] = await evaluate([named("a", "unique", { table: "unsorted", columns: "x" })]);
  assertResult(result as CheckResult, {
    outcome: "fail",
    failed: 1,
    message:
      /^a: observed 1 of 1 key more than once, expected each x once; its failing rows could not be fetched: could not identify an ordering operator for type xid \(SQLSTATE 42883\)/,
  });
});

test("nothing is asked once it is cancelled", async (t) => {
  const { evaluate, statements } = await tableOfColumns(t, 2);
  await assert.rejects(evaluate(checksOfColumns(2), { signal: AbortSignal.abort() }), { name: "AbortError" });
  assert.deepEqual(statements, []);
});

test("a statement that is cancelled is no outcome", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.query("CREATE TABLE t AS SELECT 1 AS n");
  const abort = new AbortController();
  const context = await checkContext(testTaskContext({ warehouse, signal: abort.signal }), warehouse);
  const checks = [named("slow", "rowCount", { table: "t", where: "pg_sleep(60) IS NULL", min: 1 })];
  const evaluating = evaluateChecks(checks, CHECK_BY_KIND, () => context, { signal: abort.signal });
  setImmediate(() => abort.abort());
  await assert.rejects(evaluating, { code: "cancelled" });
});

test("a defect is no outcome", async (t) => {
  const { evaluate } = await tableOfColumns(t, 2, () => Promise.reject(new TypeError("oops")));
  await assert.rejects(evaluate(checksOfColumns(2)), TypeError);
});

interface Evaluated {
  readonly warehouse: Warehouse;
  /** All that was asked. */
  readonly statements: readonly string[];
  evaluate(
    checks: readonly CheckSpec[],
    options?: Parameters<typeof evaluateChecks>[3],
  ): Promise<readonly CheckResult[]>;
}

/** A table `t` of 100 rows and so many columns of whole numbers: c1, c2, …, of which c2 has a 0 among others. */
async function tableOfColumns(
  t: TestContext,
  columns: number,
  query?: CheckContext["query"],
): Promise<Evaluated> {
  const warehouse = await testWarehouse(t);
  const list = Array.from({ length: columns }, (_, index) => `n % ${index + 2} AS c${index + 1}`);
  await warehouse.query(`CREATE TABLE t AS SELECT ${list.join(", ")} FROM generate_series(1, 100) AS n`);
  const context = await checkContext(testTaskContext({ warehouse }), warehouse);
  const statements: string[] = [];
  const counting: CheckContext = {
    ...context,
    query: (sql, values) => {
      statements.push(sql);
      return (query ?? context.query)(sql, values);
    },
  };
  return {
    warehouse,
    statements,
    evaluate: (checks, options) => evaluateChecks(checks, CHECK_BY_KIND, () => counting, options),
  };
}

/** Five checks that pass for each column, of all kinds that scan. */
function checksOfColumns(columns: number): readonly CheckSpec[] {
  return Array.from({ length: columns }, (_, index) => {
    const column = `c${index + 1}`;
    const values = Array.from({ length: index + 2 }, (_, value) => value);
    return [
      named(`${column} range`, "range", { table: "t", column, min: 0, max: index + 1 }),
      named(`${column} notNull`, "notNull", { table: "t", columns: column }),
      named(`${column} acceptedValues`, "acceptedValues", { table: "t", column, values }),
      named(`${column} matches`, "matches", { table: "t", column, regex: "^[0-9]+$" }),
      named(`${column} rowCount`, "rowCount", { table: "t", where: `${column} > 0`, min: 1 }),
    ];
  }).flat();
}

function named(name: string, kind: string, params: CheckSpec["params"]): CheckSpec {
  return checkSpec(kind, params, { name });
}

function outcomes(results: readonly CheckResult[]): readonly string[] {
  return results.map(({ name, outcome }) => `${name} ${outcome}`);
}
