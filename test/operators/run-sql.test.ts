import assert from "node:assert/strict";
import { test } from "node:test";
import { committedLoad } from "../../runner/loads/ledger.ts";
import { runSql } from "../../runner/operators/run-sql.ts";
import { testTaskContext } from "../helpers/task-context.ts";
import { testWarehouse } from "../helpers/warehouse.ts";

test("runs all statements and counts what they did to rows", async (t) => {
  const warehouse = await testWarehouse(t);
  const context = testTaskContext({
    warehouse,
    files: {
      "daily.sql": `CREATE TABLE daily AS SELECT n, '{{ ds }}'::date AS day FROM generate_series(1, 3) AS n;
        INSERT INTO daily SELECT 4, '{{ ds }}'; -- one; more
        UPDATE daily SET n = n + 10 WHERE n < 3; DELETE FROM daily WHERE n = 3;
        MERGE INTO daily USING (VALUES (4)) AS v (n) ON daily.n = v.n WHEN MATCHED THEN UPDATE SET n = 5;
        SELECT * FROM daily`,
    },
  });
  const result = await runSql.execute({ sql: "daily.sql", table: "daily" }, context);
  const counts = { table: "daily", read: 7, inserted: 4, updated: 3, deleted: 1, rejected: 0, total: 3 };
  assert.deepEqual(result, { kind: "success", loads: [counts], note: "6 statements" });
  assert.deepEqual(await committedLoad(warehouse, context.identity.tryId), [{ ...counts, total: null }]);
});

test("without a table it records that it was committed", async (t) => {
  const warehouse = await testWarehouse(t);
  const context = testTaskContext({ warehouse });
  const result = await runSql.execute({ sql: "SELECT 1" }, context);
  assert.deepEqual(result, { kind: "success", loads: [], note: "1 statement" });
  assert.deepEqual(await committedLoad(warehouse, context.identity.tryId), []);
});

test("all statements or none", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.query("CREATE TABLE t (n int)");
  const context = testTaskContext({
    warehouse,
    files: { "bad.sql": "INSERT INTO t VALUES (1);\n  INSERT INTO t VALUES (1 / 0);\nSELECT x FROM t" },
  });
  await assert.rejects(runSql.execute({ sql: "bad.sql" }, context), {
    message: "division by zero (SQLSTATE 22012).",
  });
  assert.deepEqual((await warehouse.query("SELECT * FROM t")).rows, []);
  assert.equal(await committedLoad(warehouse, context.identity.tryId), undefined);
});

test("an error that the server finds has its place in the file", async (t) => {
  const warehouse = await testWarehouse(t);
  const context = testTaskContext({ warehouse, files: { "bad.sql": "SELECT 1;\n  SELECT x" } });
  await assert.rejects(runSql.execute({ sql: "bad.sql" }, context), {
    message: 'column "x" does not exist (SQLSTATE 42703).',
    position: { file: "bad.sql", line: 2, column: 10 },
  });
});

test("says that a table it made is in the run's staging schema", async (t) => {
  const warehouse = await testWarehouse(t);
  const context = testTaskContext({ warehouse });
  await context.runSchema(warehouse);
  await runSql.execute({ sql: "CREATE TABLE public.kept (n int); CREATE TEMP TABLE gone (n int)" }, context);
  assert.deepEqual(context.logged, []);
  await runSql.execute({ sql: "CREATE TABLE work (n int)", table: "work" }, context);
  assert.equal(
    context.logged[0],
    "work: in the run's staging schema, which is dropped when the run succeeds. " +
      "To keep a table, create it with its schema: CREATE TABLE public.work.",
  );
});

const REFUSED: readonly (readonly [sql: string, error: object])[] = [
  ...["BEGIN", "START TRANSACTION", "COMMIT", "END", "ABORT", "ROLLBACK", "PREPARE TRANSACTION 'x'"].map(
    (sql): readonly [string, object] => [
      `SELECT 1; ${sql}`,
      {
        code: "transaction-control",
        message: `${sql.replace(" 'x'", "")} cannot stand in a task: its statements and the record of it are one transaction already.`,
        next: "Remove it; the transaction commits when all statements have succeeded.",
      },
    ],
  ),
  ...[
    ["VACUUM", "VACUUM (ANALYZE) t"],
    ["CREATE DATABASE", "create database x"],
    ["DROP DATABASE", "DROP DATABASE x"],
    ["ALTER SYSTEM", "ALTER SYSTEM SET work_mem = '1GB'"],
    ["CREATE INDEX CONCURRENTLY", "CREATE INDEX CONCURRENTLY i ON t (n)"],
    ["CREATE UNIQUE INDEX CONCURRENTLY", "CREATE UNIQUE INDEX CONCURRENTLY i ON t (n)"],
    ["REINDEX TABLE CONCURRENTLY", "REINDEX TABLE CONCURRENTLY t"],
  ].map(([words, sql = ""]): readonly [string, object] => [
    sql,
    {
      code: "not-in-transaction",
      message: `${words} cannot run in a transaction, and a task's statements always run in one.`,
      next: "Run it outside of the DAG, for example with psql.",
    },
  ]),
  [
    "CLUSTER",
    {
      code: "not-in-transaction",
      message:
        "A task's statements always run in one transaction, and the server refuses that: CLUSTER cannot run inside a transaction block (SQLSTATE 25001).",
      next: "Run it outside of the DAG, for example with psql.",
    },
  ],
  ["-- nothing;\n;", { code: "no-statement", message: "There is no statement in the SQL text." }],
];

test("refuses what cannot be one transaction with the ledger row", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.query("CREATE TABLE t (n int)");
  for (const [sql, error] of REFUSED) {
    await t.test(sql, async () => {
      await assert.rejects(runSql.execute({ sql }, testTaskContext({ warehouse })), {
        name: "UserError",
        retryable: false,
        ...error,
      });
    });
  }
  await t.test("but not savepoints", async () => {
    const sql =
      "SAVEPOINT a; INSERT INTO t VALUES (1); ROLLBACK TO SAVEPOINT a; ROLLBACK WORK TO a; RELEASE a";
    await runSql.execute({ sql }, testTaskContext({ warehouse }));
    assert.deepEqual((await warehouse.query("SELECT * FROM t")).rows, []);
  });
});

test("the table must be there afterwards", async (t) => {
  const warehouse = await testWarehouse(t);
  await assert.rejects(
    runSql.execute({ sql: "SELECT 1", table: "nowhere" }, testTaskContext({ warehouse })),
    { code: "no-such-table", message: "There is no table nowhere in the warehouse." },
  );
});
