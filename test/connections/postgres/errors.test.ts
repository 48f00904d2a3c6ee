import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { UserError } from "../../../protocol/user-error.ts";
import { sqlErrorCause, statementError } from "../../../runner/connections/postgres/errors.ts";
import { postgresWarehouse } from "../../../runner/connections/postgres/postgres-warehouse.ts";
import { testDatabase, testWarehouse } from "../../helpers/warehouse.ts";

async function userError(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => assert.fail("did not fail"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof UserError, String(error));
  return error;
}

test("the server's errors say what, where, and its own advice", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.script("CREATE TABLE songs (title text NOT NULL, year integer UNIQUE)");
  const cases: readonly (readonly [string, string])[] = [
    [
      "SELECT *\n  FROM nope",
      'relation "nope" does not exist at line 2, column 8 of the statement (SQLSTATE 42P01).',
    ],
    [
      "SELECT tittle FROM songs",
      'column "tittle" does not exist at line 1, column 8 of the statement (SQLSTATE 42703). Hint: Perhaps you meant to reference the column "songs.title".',
    ],
    [
      "SELECT 1;\nSELEC 2",
      'syntax error at or near "SELEC" at line 2, column 1 of the statement (SQLSTATE 42601).',
    ],
    [
      "INSERT INTO songs VALUES ('a', 1), ('b', 1)",
      'duplicate key value violates unique constraint "songs_year_key" (SQLSTATE 23505). Key (year)=(1) already exists.',
    ],
    ["SELECT 1 / 0", "division by zero (SQLSTATE 22012)."],
    [
      "DO $$ BEGIN RAISE 'no such month'; END $$",
      "no such month (SQLSTATE P0001). Context: PL/pgSQL function inline_code_block line 1 at RAISE.",
    ],
  ];
  for (const [sql, message] of cases) {
    const error = await userError(warehouse.script(sql));
    assert.deepEqual([error.message, error.code, error.retryable], [message, "sql-error", false]);
  }
  const types = await userError(warehouse.query("SELECT 1 FROM songs WHERE now() < 2018 AND title > 'a'"));
  assert.equal(
    types.message,
    "operator does not exist: timestamp with time zone < integer at line 1, column 33 of the statement (SQLSTATE 42883).",
  );
  assert.match(types.next ?? "", /^Give both sides the same type: .*'2018-11-01'/);
  const call = await userError(warehouse.query("SELECT lower(year) FROM songs"));
  assert.match(call.message, /function lower\(integer\) does not exist .* \(SQLSTATE 42883\)\. Hint: /);
  assert.equal(call.next, undefined);
  const error = await userError(warehouse.query("SELECT $1::int +\n x", [1]));
  assert.deepEqual(sqlErrorCause(error), { sqlState: "42703", place: { line: 2, column: 2 } });
  assert.equal(sqlErrorCause(new Error("other")), undefined);
});

test("what another try can help is retryable", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["40001", "sql-error", true],
    ["40P01", "sql-error", true],
    ["53300", "sql-error", true],
    ["53100", "sql-error", false],
    ["42P01", "sql-error", false],
    // Not our cancel: a statement_timeout, or an administrator.
    ["57014", "sql-error", false],
    ["57P01", "warehouse-connection-lost", true],
    ["57P02", "warehouse-connection-lost", true],
    ["57P03", "warehouse-connection-lost", true],
    ["08006", "warehouse-connection-lost", true],
    ["08P01", "sql-error", false],
    // Time limits of the server for sessions that do nothing.
    ["57P05", "warehouse-connection-lost", true],
    ["25P03", "warehouse-connection-lost", true],
    ["25P04", "warehouse-connection-lost", true],
    ["ECONNRESET", "warehouse-connection-lost", true],
    ["ECONNREFUSED", "warehouse-connection-lost", true],
    ["EPIPE", "warehouse-connection-lost", true],
  ];
  for (const [code, expected, retryable] of cases) {
    const server = /^[0-9]/.test(code) || code === "40P01";
    const thrown = Object.assign(new Error("message"), { code }, server ? { severity: "ERROR" } : {});
    const error = statementError({ name: "dev", user: "loader" }, thrown, "");
    assert.ok(error instanceof UserError, code);
    assert.deepEqual([error.code, error.retryable], [expected, retryable], code);
  }
  const defect = new TypeError("x is not a function");
  assert.equal(statementError({ name: "dev", user: "loader" }, defect, ""), defect);
});

test("a session that the server ends is a lost connection; the next statement gets another", async (t) => {
  const warehouse = await testWarehouse(t);
  const error = await userError(warehouse.query("SELECT pg_terminate_backend(pg_backend_pid())"));
  assert.deepEqual([error.code, error.retryable], ["warehouse-connection-lost", true]);
  assert.deepEqual((await warehouse.query("SELECT 1")).rows, [[1]]);
});

test("idle sessions that the server ends do no harm", async (t) => {
  const warehouse = await testWarehouse(t);
  const other = postgresWarehouse({ name: "other", ...(await testDatabase(t)) });
  t.after(() => other.close());
  await warehouse.query("SELECT 1");
  const { rows } = await other.query(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE state = 'idle' AND pid <> pg_backend_pid()",
  );
  assert.ok(rows.length > 0);
  assert.deepEqual((await warehouse.query("SELECT 1")).rows, [[1]]);
});

test("servers that cannot be reached or refuse", async (t) => {
  const connection = await testDatabase(t);
  const silent = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(silent, "listening");
  t.after(() => silent.close());
  const { port } = silent.address() as { port: number };
  const { password, ...withoutPassword } = connection;
  const cases = [
    { options: { host: "/nowhere" }, code: "warehouse-unreachable", retryable: true, says: /ENOENT/ },
    {
      options: { host: "127.0.0.1", port: 1 },
      code: "warehouse-unreachable",
      retryable: true,
      says: /ECONNREFUSED/,
    },
    {
      options: { host: "localhost", port: 1 },
      code: "warehouse-unreachable",
      retryable: true,
      says: /ECONNREFUSED/,
    },
    {
      options: { host: "127.0.0.1", port },
      code: "warehouse-unreachable",
      retryable: true,
      says: /terminated/,
    },
    {
      options: { database: "nope" },
      code: "warehouse-refused",
      retryable: false,
      says: /"nope" does not exist/,
    },
    { options: { password: "wrong" }, code: "warehouse-refused", retryable: false, says: /28P01/ },
    {
      options: { password: async () => "wrong" },
      code: "warehouse-refused",
      retryable: false,
      says: /28P01/,
    },
  ];
  for (const { options, code, retryable, says } of cases) {
    const warehouse = postgresWarehouse({ name: "dev", ...connection, ...options });
    const error = await userError(warehouse.query("SELECT 1"));
    await warehouse.close();
    assert.deepEqual([error.code, error.retryable], [code, retryable], error.message);
    assert.match(error.message, says);
    assert.doesNotMatch(JSON.stringify([error, error.message, error.cause]), new RegExp(password));
  }
  const warehouse = postgresWarehouse({ name: "dev", ...withoutPassword });
  assert.equal((await userError(warehouse.query("SELECT 1"))).code, "missing-password");
  await warehouse.close();
});
