import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, type TestContext, test } from "node:test";
import { UserError } from "../../../protocol/user-error.ts";
import { guardedWarehouse } from "../../../runner/connections/guarded-warehouse.ts";
import { postgresWarehouse } from "../../../runner/connections/postgres/postgres-warehouse.ts";
import type { Warehouse } from "../../../runner/connections/warehouse.ts";
import { testDatabase } from "../../helpers/warehouse.ts";

const REASON = "the test looks on";

interface Both {
  /** May write; a table `songs` of one row, and what else writes in disguise. */
  readonly free: Warehouse;
  /** The same database: every session of it is read-only. */
  readonly opened: Warehouse;
  /** The same database: its statements are, but its sessions are not. */
  readonly guarded: Warehouse;
}

async function warehouses(t: TestContext): Promise<Both> {
  const address = await testDatabase(t);
  const free = postgresWarehouse({ name: "w", ...address });
  const opened = postgresWarehouse({ name: "w", ...address, readOnly: REASON });
  t.after(() => Promise.all([free.close(), opened.close()]));
  await free.script(`
    CREATE TABLE songs (id integer);
    INSERT INTO songs VALUES (1);
    CREATE SEQUENCE numbers;
    CREATE FUNCTION add_song() RETURNS void LANGUAGE sql AS 'INSERT INTO songs VALUES (2)';
    CREATE FUNCTION make_table() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'CREATE TABLE made ()'; END $$;
    CREATE FUNCTION free_self() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
      SET LOCAL transaction_read_only = off; INSERT INTO songs VALUES (3);
    END $$;
    CREATE PROCEDURE commit_and_write() LANGUAGE plpgsql AS $$ BEGIN
      SET default_transaction_read_only = off; COMMIT; INSERT INTO songs VALUES (4);
    END $$`);
  return { free, opened, guarded: guardedWarehouse(free, () => REASON) };
}

/** Not sent to the server at all. */
const REFUSED_HERE: readonly string[] = [
  "INSERT INTO songs VALUES (9)",
  "UPDATE songs SET id = 9",
  "DELETE FROM songs",
  "TRUNCATE songs",
  "MERGE INTO songs USING (VALUES (9)) AS n (id) ON false WHEN NOT MATCHED THEN INSERT VALUES (n.id)",
  "CREATE TABLE t ()",
  "CREATE TEMPORARY TABLE t ()",
  "DROP TABLE songs",
  "ALTER SYSTEM SET default_transaction_read_only = off",
  "GRANT SELECT ON songs TO PUBLIC",
  "COPY songs FROM '/dev/null'",
  "COPY songs TO PROGRAM 'cat > /tmp/songs'",
  "DO $$ BEGIN INSERT INTO songs VALUES (9); END $$",
  "DO $$ BEGIN SET default_transaction_read_only = off; COMMIT; INSERT INTO songs VALUES (9); END $$",
  "CALL commit_and_write()",
  "SET default_transaction_read_only = off",
  'SET "default_transaction_read_only" = off',
  "SET TRANSACTION READ WRITE",
  "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
  "RESET default_transaction_read_only",
  "RESET ALL",
  "DISCARD ALL",
  "BEGIN READ WRITE",
  "START TRANSACTION READ WRITE",
  "COMMIT",
  "ROLLBACK",
  "END",
  "ABORT",
  "PREPARE sneaky AS INSERT INTO songs VALUES (9)",
  "EXECUTE sneaky",
  "REINDEX TABLE songs",
  "VACUUM songs",
  "LOCK TABLE songs",
  "NOTIFY someone",
  "/* a comment */ -- and one more\n INSERT INTO songs VALUES (9)",
  "(INSERT INTO songs VALUES (9))",
  "SELECT 1; INSERT INTO songs VALUES (9)",
  "SELECT 1; COMMIT; INSERT INTO songs VALUES (9)",
  "SELECT ';'; SELECT $a$ ; $a$; DROP TABLE songs",
  "SELECT set_config('default_transaction_read_only', 'off', false); COMMIT; INSERT INTO songs VALUES (9)",
];

/** They look like reading; the server finds that they are not. */
const REFUSED_THERE: readonly string[] = [
  "SELECT add_song()",
  "SELECT make_table()",
  "SELECT nextval('numbers')",
  "SELECT setval('numbers', 7)",
  "SELECT id INTO copied FROM songs",
  "SELECT id FROM songs FOR UPDATE",
  "WITH added AS (INSERT INTO songs VALUES (9) RETURNING id) SELECT id FROM added",
  "EXPLAIN ANALYZE INSERT INTO songs VALUES (9)",
  "SELECT set_config('default_transaction_read_only', 'off', false); SELECT add_song()",
];

describe("a warehouse that is read-only", () => {
  test("is not written to, by any way around it", async (t) => {
    const { free, opened, guarded } = await warehouses(t);
    for (const warehouse of [opened, guarded]) {
      for (const sql of [...REFUSED_HERE, ...REFUSED_THERE]) {
        const refused = (error: unknown): boolean => {
          assert.ok(error instanceof UserError, `${sql}: ${error}`);
          assert.equal(error.code, "read-only", `${sql}: ${error.message}`);
          assert.match(error.message, /^The test looks on: .*\.$/);
          return true;
        };
        await assert.rejects(warehouse.script(sql), refused, sql);
        await assert.rejects(
          warehouse.transaction({}, (tx) => tx.script(sql)),
          refused,
          sql,
        );
      }
    }
    assert.deepEqual((await free.query("SELECT id FROM songs")).rows, [[1]]);
    const { rows } = await free.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    assert.deepEqual(rows, [["songs"]]);
    assert.deepEqual((await free.query("SELECT is_called FROM numbers")).rows, [[false]]);
  });

  test("refuses where it is, by whom it was found", async (t) => {
    const { opened } = await warehouses(t);
    await assert.rejects(opened.script("SELECT 'é';\n  DELETE FROM songs"), {
      message: "The test looks on: DELETE at line 2, column 3 of the statement is refused.",
    });
    await assert.rejects(opened.script("SELECT add_song()"), {
      message:
        'The test looks on: cannot execute INSERT in a read-only transaction (SQLSTATE 25006). Context: SQL function "add_song" statement 1.',
    });
  });

  test("sends one statement at a time: what hides a second one is no single statement", async (t) => {
    const { opened, guarded } = await warehouses(t);
    for (const warehouse of [opened, guarded]) {
      await assert.rejects(warehouse.query("SELECT 1; SELECT 2"), /cannot insert multiple commands/);
    }
  });

  test("a function cannot make its transaction writable", async (t) => {
    const { opened, guarded } = await warehouses(t);
    for (const warehouse of [opened, guarded]) {
      for (const sql of ["SELECT free_self()", "SELECT set_config('transaction_read_only', 'off', false)"]) {
        await assert.rejects(warehouse.script(sql), /must be set before any query/, sql);
      }
    }
  });

  test("what the server lets through all the same leaves nothing behind", async (t) => {
    const { free, opened, guarded } = await warehouses(t);
    for (const warehouse of [opened, guarded]) {
      await warehouse.script("EXPLAIN ANALYZE CREATE TABLE explained AS SELECT 1");
      await warehouse.query("EXPLAIN ANALYZE SELECT 1 INTO explained");
      await warehouse.transaction({}, (tx) => tx.query("EXPLAIN ANALYZE SELECT 1 INTO explained"));
    }
    assert.deepEqual((await free.query("SELECT to_regclass('explained')")).rows, [[null]]);
  });

  test("what one script sets does not outlast it", async (t) => {
    const { opened } = await warehouses(t);
    for (let round = 0; round < 3; round++) {
      await opened.script("SELECT set_config('default_transaction_read_only', 'off', false)");
      const { rows } = await opened.query("SHOW default_transaction_read_only");
      assert.deepEqual(rows, [["on"]]);
    }
  });

  test("takes no rows by COPY", async (t) => {
    const { opened } = await warehouses(t);
    const table = { schema: null, name: "songs" };
    const copy = opened.transaction({}, (tx) => tx.copyIn(table, ["id"], Readable.from(["2\n"])));
    await assert.rejects(copy, { code: "read-only", message: "The test looks on: COPY is refused." });
  });

  test("reads: rows of each statement, tables' columns, and where an error is", async (t) => {
    const { opened, guarded } = await warehouses(t);
    for (const warehouse of [opened, guarded]) {
      const results = await warehouse.script(
        "-- all of it\nSELECT id FROM songs; TABLE songs; VALUES (2), (3); WITH x AS (SELECT 4) TABLE x; SHOW transaction_read_only;;",
      );
      assert.deepEqual(
        results.map(({ rows }) => rows.flat()),
        [[1], [1], [2, 3], [4], ["on"]],
      );
      assert.equal((await warehouse.query("SELECT id FROM songs WHERE id = $1", [1])).rowCount, 1);
      assert.match(String((await warehouse.query("EXPLAIN SELECT 1")).rows[0]), /Result/);
      assert.deepEqual(await warehouse.script(" -- nothing\n"), []);
      const columns = await warehouse.transaction({}, (tx) =>
        tx.describeTable({ schema: null, name: "songs" }),
      );
      assert.deepEqual(
        columns?.map(({ name }) => name),
        ["id"],
      );
      await assert.rejects(
        warehouse.script("SELECT 'é', $$😀;$$;\n\n  SELECT nope"),
        /"nope" does not exist at line 3, column 10 /,
      );
    }
  });
});

test("a guard follows its reason: what may not write now may later", async (t) => {
  const { free } = await warehouses(t);
  const reasons: string[] = [REASON];
  const guarded = guardedWarehouse(free, () => reasons[0]);
  await assert.rejects(guarded.query("INSERT INTO songs VALUES (2)"), { code: "read-only" });
  await assert.rejects(
    guarded.query("INSERT INTO songs VALUES (2)", [], { readOnly: "checks only read" }),
    /^UserError: Checks only read: /,
  );
  reasons.pop();
  await guarded.query("INSERT INTO songs VALUES (2)");
  await guarded.transaction({}, (tx) => tx.query("INSERT INTO songs VALUES (3)"));
  assert.equal((await free.query("SELECT FROM songs")).rowCount, 3);
});
