import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../../protocol/user-error.ts";
import type { Transaction, Warehouse } from "../../../runner/connections/warehouse.ts";
import { testWarehouse } from "../../helpers/warehouse.ts";

async function songs(t: Parameters<typeof testWarehouse>[0]): Promise<Warehouse> {
  const warehouse = await testWarehouse(t);
  await warehouse.script("CREATE TABLE songs (id integer)");
  return warehouse;
}

async function ids(warehouse: Warehouse): Promise<unknown> {
  return (await warehouse.query("SELECT id FROM songs ORDER BY id")).rows.flat();
}

/** What the server's other sessions are doing. */
async function busySessions(warehouse: Warehouse): Promise<number> {
  const { rowCount } = await warehouse.query(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' AND backend_type = 'client backend'",
  );
  return rowCount;
}

test("all of a transaction is there, or nothing", async (t) => {
  const warehouse = await songs(t);
  const result = await warehouse.transaction({}, async (tx) => {
    await tx.query("INSERT INTO songs VALUES ($1)", [1]);
    await tx.script("INSERT INTO songs VALUES (2); INSERT INTO songs VALUES (3)");
    assert.deepEqual(await ids(warehouse), []);
    return "done";
  });
  assert.equal(result, "done");
  const failure = new Error("in the work");
  const works: readonly ((tx: Transaction) => Promise<unknown>)[] = [
    () => Promise.reject(failure),
    (tx) => tx.query("SELECT nope"),
    (tx) => tx.script("INSERT INTO songs VALUES (5); SELECT nope"),
    // Left to itself: it is waited for, and fails the COMMIT.
    async (tx) => void tx.query("SELECT nope").catch(() => {}),
    (tx) => tx.query("SELECT nope").catch(() => {}),
  ];
  for (const [index, work] of works.entries()) {
    await assert.rejects(
      warehouse.transaction({}, async (tx) => {
        await tx.query("INSERT INTO songs VALUES (4)");
        return work(tx);
      }),
      index === 0 ? failure : UserError,
    );
  }
  assert.deepEqual(await ids(warehouse), [1, 2, 3]);
});

test("what was lost before its COMMIT was sent is not left open as unknown", async (t) => {
  const warehouse = await songs(t);
  const work = async (tx: Transaction): Promise<void> => {
    await tx.query("INSERT INTO songs VALUES (1)");
    const ended = { code: "warehouse-connection-lost", retryable: true };
    await assert.rejects(tx.query("SELECT pg_terminate_backend(pg_backend_pid())"), ended);
    // By then it is known on this side, too.
    await assert.rejects(tx.query("SELECT 1"), ended);
  };
  await assert.rejects(warehouse.transaction({}, work), { code: "warehouse-connection-lost" });
  assert.deepEqual(await ids(warehouse), []);
});

test("statements of one transaction run one after another, however they are started", async (t) => {
  const warehouse = await songs(t);
  await warehouse.transaction({}, async (tx) => {
    const numbers = Array.from({ length: 20 }, (_, index) => index);
    await Promise.all(numbers.map((id) => tx.query("INSERT INTO songs VALUES ($1)", [id])));
    assert.deepEqual((await tx.query("SELECT array_agg(id) FROM songs")).rows, [[`{${numbers}}`]]);
  });
});

test("transactions go side by side, up to the number of sessions", async (t) => {
  const warehouse = await songs(t);
  await Promise.all(
    Array.from({ length: 40 }, (_, id) =>
      warehouse.transaction({}, async (tx) => {
        await tx.query("INSERT INTO songs VALUES ($1)", [id]);
      }),
    ),
  );
  assert.equal(((await ids(warehouse)) as number[]).length, 40);
});

test("SQL that ends its transaction is refused", async (t) => {
  const warehouse = await songs(t);
  const scripts: readonly (readonly [string, string, number[]])[] = [
    ["BEGIN; INSERT INTO songs VALUES (1)", "transaction-ended", []],
    ["ROLLBACK", "transaction-ended", []],
    // What it committed stays.
    ["INSERT INTO songs VALUES (2); COMMIT; BEGIN; INSERT INTO songs VALUES (3)", "transaction-ended", [2]],
  ];
  for (const [sql, code, left] of scripts) {
    await assert.rejects(
      warehouse.transaction({}, (tx) => tx.script(sql)),
      { code },
      sql,
    );
    assert.deepEqual(await ids(warehouse), left, sql);
  }
  await warehouse.transaction({}, (tx) =>
    tx.script("SAVEPOINT a; INSERT INTO songs VALUES (4); ROLLBACK TO SAVEPOINT a; RELEASE SAVEPOINT a"),
  );
  await assert.rejects(warehouse.script("BEGIN; INSERT INTO songs VALUES (5)"), {
    code: "transaction-left-open",
  });
  assert.deepEqual(await ids(warehouse), [2]);
  await warehouse.script("BEGIN; INSERT INTO songs VALUES (6); COMMIT");
  assert.deepEqual(await ids(warehouse), [2, 6]);
});

test("search path and label hold for the transaction", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.script('CREATE SCHEMA "run ""1"; CREATE TABLE "run ""1".events AS SELECT 1 AS a');
  const options = { searchPath: ['run "1', "missing", "public"], label: "it's" };
  const { rows } = await warehouse.transaction(options, async (tx) => {
    await tx.query("CREATE TABLE made (a integer)");
    return tx.query("SELECT a, current_setting('application_name'), to_regclass('made')::text FROM events");
  });
  assert.deepEqual(rows, [[1, "it's", "made"]]);
  assert.deepEqual((await warehouse.query(`SELECT to_regclass('"run ""1".made') IS NULL`)).rows, [[false]]);
  assert.deepEqual((await warehouse.query("SELECT to_regclass('events')")).rows, [[null]]);
});

test("times are UTC, and committed rows are seen after a lock, whatever the database's defaults", async (t) => {
  const warehouse = await testWarehouse(t);
  const { rows } = await warehouse.query("SELECT current_database()");
  await warehouse.script(`
    ALTER DATABASE ${rows[0]?.[0]} SET TimeZone = 'Asia/Tokyo';
    ALTER DATABASE ${rows[0]?.[0]} SET default_transaction_isolation = 'serializable'`);
  // Other sessions than the one that is open already.
  const answers = await Promise.all(
    [1, 2, 3].map(() =>
      warehouse.transaction({}, (tx) =>
        tx.query(
          "SELECT current_setting('TimeZone'), current_setting('transaction_isolation'), pg_sleep(0.05)",
        ),
      ),
    ),
  );
  for (const { rows } of answers) assert.deepEqual(rows[0]?.slice(0, 2), ["UTC", "read committed"]);
});

// The time-out is less than what a session is given before its socket is closed.
test("an abort stops the server's work and rolls back before it is told", { timeout: 9_000 }, async (t) => {
  const warehouse = await songs(t);
  const SLEEP = "INSERT INTO songs SELECT 1 FROM pg_sleep(3600)";
  const works: readonly (readonly [string, (signal: AbortSignal) => Promise<unknown>])[] = [
    ["query", (signal) => warehouse.query(SLEEP, [], { signal })],
    ["query with values", (signal) => warehouse.query("SELECT pg_sleep($1)", [3600], { signal })],
    ["script", (signal) => warehouse.script(`${SLEEP}; SELECT 1`, { signal })],
    [
      "transaction",
      (signal) =>
        warehouse.transaction({ signal }, async (tx) => {
          await tx.query("INSERT INTO songs VALUES (1)");
          await tx.script(SLEEP);
        }),
    ],
    [
      "transaction whose work goes on after the error",
      (signal) =>
        warehouse.transaction({ signal }, async (tx) => {
          await tx.script(SLEEP).catch(() => {});
          await tx.query("INSERT INTO songs VALUES (1)");
        }),
    ],
  ];
  for (const [name, work] of works) {
    const controller = new AbortController();
    const done = work(controller.signal);
    while ((await busySessions(warehouse)) === 0) await sleep(5);
    controller.abort();
    await assert.rejects(done, { name: "UserError", code: "cancelled", retryable: false }, name);
    assert.equal(await busySessions(warehouse), 0, name);
    assert.deepEqual(await ids(warehouse), [], name);
  }
});

test("an abort does not wait for work that is not the server's", async (t) => {
  const warehouse = await songs(t);
  const controller = new AbortController();
  let later: Promise<unknown> | undefined;
  const done = warehouse.transaction({ signal: controller.signal }, async (tx) => {
    await tx.query("INSERT INTO songs VALUES (1)");
    controller.abort();
    later = sleep(20).then(() => tx.query("INSERT INTO songs VALUES (2)"));
    // It may be refused before the test comes to ask.
    later.catch(() => {});
    await new Promise(() => {});
  });
  await assert.rejects(done, { code: "cancelled" });
  assert.equal(await busySessions(warehouse), 0);
  await assert.rejects(later ?? Promise.resolve(), { code: "cancelled" });
  assert.deepEqual(await ids(warehouse), []);
});

test("an abort before the start, and while waiting for a session", async (t) => {
  const warehouse = await songs(t);
  const aborted = AbortSignal.abort();
  await assert.rejects(warehouse.query("INSERT INTO songs VALUES (1)", [], { signal: aborted }), {
    code: "cancelled",
  });
  await assert.rejects(
    warehouse.transaction({ signal: aborted }, async () => assert.fail("was started")),
    { code: "cancelled" },
  );

  const release = Promise.withResolvers<void>();
  const all = Array.from({ length: 16 }, () => warehouse.transaction({}, () => release.promise));
  const controller = new AbortController();
  const waiting = warehouse.query("INSERT INTO songs VALUES (1)", [], { signal: controller.signal });
  controller.abort();
  await assert.rejects(waiting, { code: "cancelled" });
  release.resolve();
  await Promise.all(all);
  assert.deepEqual(await ids(warehouse), []);
});

test("a session that is lost in a transaction rolls it back", async (t) => {
  const warehouse = await songs(t);
  for (const work of [
    (tx: Transaction) => tx.query("SELECT pg_terminate_backend(pg_backend_pid())"),
    // Ended while nothing runs: the next statement finds out, or COMMIT.
    async (tx: Transaction) => {
      const { rows } = await tx.query("SELECT pg_backend_pid()");
      await warehouse.query("SELECT pg_terminate_backend($1, 5000)", [rows[0]?.[0]]);
    },
  ]) {
    const done = warehouse.transaction({}, async (tx) => {
      await tx.query("INSERT INTO songs VALUES (1)");
      await work(tx);
    });
    await assert.rejects(done, (error: UserError) => {
      assert.ok(["warehouse-connection-lost", "commit-unknown"].includes(error.code), error.message);
      return error.retryable;
    });
  }
  assert.deepEqual(await ids(warehouse), []);
});
