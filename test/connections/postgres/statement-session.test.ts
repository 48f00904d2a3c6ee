import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { UserError } from "../../../protocol/user-error.ts";
import { postgresWarehouse } from "../../../runner/connections/postgres/postgres-warehouse.ts";
import type { SessionOptions, StatementSession, Warehouse } from "../../../runner/connections/warehouse.ts";
import { CutText } from "../../../runner/connections/warehouse.ts";
import { testDatabase, testWarehouse } from "../../helpers/warehouse.ts";

async function openTestSession(
  t: TestContext,
  options?: SessionOptions,
): Promise<{ readonly warehouse: Warehouse; readonly session: StatementSession }> {
  const warehouse = postgresWarehouse({ name: "embedded", ...(await testDatabase(t)) });
  const session = await warehouse.openSession(options);
  t.after(async () => {
    // The warehouse waits for its sessions.
    await session.close();
    await warehouse.close();
  });
  return { warehouse, session };
}

/** Refuses with that code. */
function refused(code: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.equal(error.code, code, error.message);
    return true;
  };
}

/** What the server says about sessions of that name. */
async function activity(warehouse: Warehouse, label: string): Promise<readonly string[]> {
  const sql = "SELECT state FROM pg_stat_activity WHERE application_name = $1";
  return (await warehouse.query(sql, [label])).rows.map(([state]) => String(state));
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

test("gives a statement's rows as they are read, of as many as there may be", async (t) => {
  const { session } = await openTestSession(t);
  // All of them would take the server minutes. In FROM it would make them all.
  const result = await session.open("SELECT generate_series(1, 2000000000), generate_series(2, 2000000000)");
  assert.equal(result.hasMore, true);
  assert.deepEqual(await result.read(2), [
    [1, 2],
    [2, 3],
  ]);
  assert.deepEqual(await result.read(1), [[3, 4]]);
  assert.deepEqual([result.command, result.rowCount, result.hasMore], ["", undefined, true]);
  await result.close();
  assert.equal(result.hasMore, false);
  assert.deepEqual(await (await session.open("SELECT 5")).read(10), [[5]]);
});

const ENDS: readonly (readonly [rows: number, pages: readonly number[]])[] = [
  [0, [0]],
  [1, [1]],
  [3, [3]],
  [4, [3, 1]],
  [6, [3, 3]],
];

test("knows whether there are more rows", async (t) => {
  const { session } = await openTestSession(t);
  for (const [rows, pages] of ENDS) {
    const result = await session.open(`SELECT * FROM generate_series(1, ${rows})`);
    const read: number[] = [];
    do read.push((await result.read(3)).length);
    while (result.hasMore);
    assert.deepEqual(read, pages);
    assert.deepEqual([result.command, result.rowCount], ["SELECT", rows]);
  }
});

test("tells names and types of columns", async (t) => {
  const { session } = await openTestSession(t);
  await session.open("CREATE TYPE mood AS ENUM ('ok')");
  await session.open("CREATE DOMAIN amount AS numeric(10, 2)");
  const { columns } = await session.open(
    `SELECT 1 AS a, 2::bigint AS a, 'x'::varchar(3) AS "ä;""", NULL::mood AS m, 1::amount AS d, '{1}'::int[] AS l, now() AS t`,
  );
  assert.deepEqual(
    columns.map(({ name, type, isNumeric }) => [name, type, isNumeric]),
    [
      ["a", "integer", true],
      ["a", "bigint", true],
      ['ä;"', "character varying", false],
      ["m", "mood", false],
      ["d", "numeric", true],
      ["l", "integer[]", false],
      ["t", "timestamp with time zone", false],
    ],
  );
});

test("sends values apart from the text", async (t) => {
  const { session } = await openTestSession(t);
  const sql = "SELECT $1::date + 1, $2::text, $3::int IS NULL, $1";
  const result = await session.open(sql, ["2018-11-01", "'; DROP TABLE x; --", null]);
  assert.deepEqual(await result.read(5), [["2018-11-02", "'; DROP TABLE x; --", true, "2018-11-01"]]);
});

test("counts what statements did, and commits each by itself", async (t) => {
  const { warehouse, session } = await openTestSession(t);
  const done: unknown[] = [];
  for (const sql of [
    "CREATE TABLE t (id int)",
    "INSERT INTO t SELECT * FROM generate_series(1, 7)",
    "UPDATE t SET id = 0 WHERE id > 5",
    "SET search_path TO public",
  ]) {
    const { command, rowCount } = await session.open(sql);
    done.push([command, rowCount]);
  }
  assert.deepEqual(done, [
    ["CREATE TABLE", undefined],
    ["INSERT", 7],
    ["UPDATE", 2],
    ["SET", undefined],
  ]);
  assert.equal((await warehouse.query("SELECT count(*)::int FROM t")).rows[0]?.[0], 7);
});

test("a RETURNING that was read in parts counts all of its rows", async (t) => {
  const { session } = await openTestSession(t);
  await session.open("CREATE TABLE t (id int)");
  const result = await session.open("INSERT INTO t SELECT * FROM generate_series(1, 9) RETURNING id");
  assert.equal((await result.read(4)).length, 4);
  assert.equal((await result.read(9)).length, 5);
  assert.deepEqual([result.command, result.rowCount], ["INSERT", 9]);
});

test("settings and transactions go from one statement to the next", async (t) => {
  const { warehouse, session } = await openTestSession(t);
  await session.open("SET TimeZone = 'Asia/Tokyo'");
  assert.deepEqual(await (await session.open("SHOW TimeZone")).read(1), [["Asia/Tokyo"]]);
  await session.open("CREATE TABLE t (id int)");
  await session.open("BEGIN");
  await session.open("INSERT INTO t VALUES (1)");
  assert.equal(session.isInTransaction, true);
  await session.open("ROLLBACK");
  assert.equal(session.isInTransaction, false);
  assert.equal((await warehouse.query("SELECT 1 FROM t")).rowCount, 0);
});

test("tells what the server says beside", async (t) => {
  const { session } = await openTestSession(t);
  await session.open("DROP TABLE IF EXISTS nothing");
  await session.open("DO $$ BEGIN RAISE WARNING 'careful <b>'; END $$");
  assert.deepEqual(session.takeNotices(), [
    'NOTICE: table "nothing" does not exist, skipping',
    "WARNING: careful <b>",
  ]);
  assert.deepEqual(session.takeNotices(), []);
});

test("cuts long values only where that is wanted", async (t) => {
  const { session } = await openTestSession(t);
  const sql = "SELECT repeat('😀', 1000000), 7, NULL, 'short'";
  const [row] = await (await session.open(sql, [], { longestText: 5 })).read(1);
  const [long, ...others] = row ?? [];
  assert.ok(long instanceof CutText);
  assert.deepEqual({ ...long }, { text: "😀😀", length: 2_000_000 });
  assert.deepEqual(others, [7, null, "short"]);
  const [whole] = await (await session.open(sql)).read(1);
  assert.equal(String(whole?.[0]).length, 2_000_000);
});

test("a COPY from or to the client is refused or empty, and the session goes on", async (t) => {
  const { session } = await openTestSession(t);
  await session.open("CREATE TABLE t (id int)");
  await assert.rejects(session.open("COPY t FROM STDIN"), refused("sql-error"));
  const result = await session.open("COPY (SELECT generate_series(1, 3)) TO STDOUT");
  assert.deepEqual(await result.read(5), []);
  assert.deepEqual(await (await session.open("SELECT 1")).read(1), [[1]]);
});

test("a wrong statement is told with its place, and the next one runs", async (t) => {
  const { session } = await openTestSession(t);
  await assert.rejects(session.open("SELECT\n  nothing"), (error: UserError) => {
    assert.match(error.message, /"nothing" does not exist at line 2, column 3 of the statement/);
    return true;
  });
  await assert.rejects(session.open("SELECT 1; SELECT 2"), refused("sql-error"));
  const late = await session.open("SELECT 10 / (3 - n) FROM generate_series(1, 5) AS n");
  await assert.rejects(late.read(5), refused("sql-error"));
  assert.deepEqual(await (await session.open("SELECT 1")).read(1), [[1]]);
});

test("a signal stops what the server is doing", async (t) => {
  const cancel = new AbortController();
  const label = "cancel me";
  const { warehouse, session } = await openTestSession(t, { signal: cancel.signal, label });
  const running = session.open("SELECT count(*) FROM (SELECT generate_series(1, 20000000000))");
  await until(async () => (await activity(warehouse, label)).includes("active"));
  cancel.abort();
  await assert.rejects(running, refused("cancelled"));
  await session.close();
  await until(async () => (await activity(warehouse, label)).length === 0);
});

test("a signal and a close let go of a statement that waits to be read", async (t) => {
  const cancel = new AbortController();
  const label = "waiting";
  const { warehouse, session } = await openTestSession(t, { signal: cancel.signal, label });
  await session.open("SELECT generate_series(1, 2000000000)");
  cancel.abort();
  await session.close();
  await until(async () => (await activity(warehouse, label)).length === 0);
});

test("a session that the server ends while a statement waits is told, and is closed", async (t) => {
  const label = "ended";
  const { warehouse, session } = await openTestSession(t, { label });
  const result = await session.open("SELECT generate_series(1, 2000000000)");
  await warehouse.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
    [label],
  );
  await until(async () => (await activity(warehouse, label)).length === 0);
  await assert.rejects(result.read(2_000_000_000), refused("warehouse-connection-lost"));
  await session.close();
});

test("one that the server has ended while nothing ran says why", async (t) => {
  const label = "idle";
  const { warehouse, session } = await openTestSession(t, { label });
  await session.open("SET idle_in_transaction_session_timeout = 100");
  await session.open("BEGIN");
  await until(async () => (await activity(warehouse, label)).length === 0);
  await assert.rejects(session.open("SELECT 1"), (error: UserError) => {
    assert.deepEqual([error.code, error.retryable], ["warehouse-connection-lost", true]);
    assert.match(error.message, /was lost: terminating connection due to idle-in-transaction timeout\.$/);
    return true;
  });
});

test("is in the way when somebody waits for the only session, and does not wait itself to find out", async (t) => {
  const connection = await testDatabase(t);
  const warehouse = postgresWarehouse({ name: "embedded", ...connection, maxSessions: 1 });
  t.after(() => warehouse.close());
  const session = await warehouse.openSession();
  assert.equal(await session.isInTheWay(), false);
  const waiting = warehouse.query("SELECT 1");
  assert.equal(await session.isInTheWay(), true);
  await session.close();
  assert.deepEqual((await waiting).rows, [[1]]);
});

const WRITING = [
  "CREATE TABLE u (id int)",
  "INSERT INTO t VALUES (1)",
  "WITH a AS (INSERT INTO t VALUES (1) RETURNING id) SELECT * FROM a",
  "SELECT * FROM t; COMMIT; INSERT INTO t VALUES (1)",
  "COMMIT",
  "SET transaction_read_only = off",
  "SELECT write_it()",
];

for (const sql of WRITING) {
  test(`a read-only session refuses ${sql}`, async (t) => {
    const warehouse = await testWarehouse(t);
    await warehouse.script("CREATE TABLE t (id int)");
    await warehouse.script(
      "CREATE FUNCTION write_it() RETURNS void LANGUAGE sql AS 'INSERT INTO t VALUES (2)'",
    );
    const session = await warehouse.openSession({ readOnly: "nobody may write" });
    assert.deepEqual(await (await session.open("SELECT 1")).read(2), [[1]]);
    await assert.rejects(session.open(sql), (error: UserError) => {
      assert.ok(["read-only", "sql-error"].includes(error.code), error.message);
      return true;
    });
    await session.close();
    assert.equal((await warehouse.query("SELECT 1 FROM t")).rowCount, 0);
  });
}

test("a session is given back as it was", async (t) => {
  const warehouse = await testWarehouse(t);
  const session = await warehouse.openSession();
  await session.open("SET search_path TO pg_catalog");
  await session.open("CREATE TEMP TABLE mine AS SELECT 1");
  await session.open("BEGIN");
  await session.open("SELECT * FROM generate_series(1, 100)");
  await session.close();
  assert.deepEqual((await warehouse.query("SELECT to_regclass('mine')")).rows, [[null]]);
});
