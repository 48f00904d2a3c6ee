import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Warehouse } from "../../../runner/connections/warehouse.ts";
import { testWarehouse } from "../../helpers/warehouse.ts";

const TABLE = { schema: null, name: "Songs" };

async function songs(t: TestContext): Promise<Warehouse> {
  const warehouse = await testWarehouse(t);
  await warehouse.script('CREATE TABLE "Songs" (id integer, "Title" text)');
  return warehouse;
}

function load(warehouse: Warehouse, data: Readable, signal?: AbortSignal): Promise<number> {
  return warehouse.transaction(signal === undefined ? {} : { signal }, (tx) =>
    tx.copyIn(TABLE, ["Title", "id"], data),
  );
}

async function rowsOf(warehouse: Warehouse): Promise<unknown> {
  return (await warehouse.query('SELECT * FROM "Songs" ORDER BY id')).rows;
}

/** Lines without end, or until it fails. */
async function* lines(failAfter: number, error: Error): AsyncGenerator<Buffer> {
  for (let count = 0; count < failAfter; count += 1) yield Buffer.from(`${"x".repeat(1000)}\t${count}\n`);
  throw error;
}

test("text, bytes and pieces of characters arrive, with COPY's escapes", async (t) => {
  const warehouse = await songs(t);
  const note = Buffer.from("🎵\t2\n");
  const data = Readable.from([
    "tab\\there\t1\n",
    "",
    note.subarray(0, 2),
    note.subarray(2),
    Buffer.from("\\N\t3\n"),
  ]);
  assert.equal(await load(warehouse, data), 3);
  assert.deepEqual(await rowsOf(warehouse), [
    [1, "tab\there"],
    [2, "🎵"],
    [3, null],
  ]);
  assert.equal(await load(warehouse, Readable.from([])), 0);
});

test("the source is read no faster than the server takes it", async (t) => {
  const warehouse = await songs(t);
  await warehouse.script('BEGIN; ALTER TABLE "Songs" ADD CHECK (pg_sleep(0.001) IS NOT NULL); COMMIT');
  const controller = new AbortController();
  const produced = { count: 0 };
  const data = Readable.from(
    (async function* () {
      for (;;) {
        produced.count += 1;
        yield Buffer.from(`${"x".repeat(100_000)}\t1\n`);
      }
    })(),
  );
  const done = load(warehouse, data, controller.signal);
  // Grows while buffers fill, and then only as rows are taken: one in a millisecond at most.
  while (produced.count < 20) await sleep(10);
  const before = produced.count;
  const since = performance.now();
  await sleep(200);
  const grown = produced.count - before;
  const milliseconds = performance.now() - since;
  controller.abort();
  await assert.rejects(done, { code: "cancelled" });
  assert.ok(grown < 800 + milliseconds, `${grown} more chunks of 100 kB in ${milliseconds} ms`);
});

test("a source that fails loads nothing and gives its own error", async (t) => {
  const warehouse = await songs(t);
  const error = new Error("the lake is empty");
  const sources: readonly (() => Readable)[] = [
    () => Readable.from(lines(0, error)),
    () => Readable.from(lines(1, error)),
    () => Readable.from(lines(5000, error)),
    () => new Readable({ read() {} }).destroy(error),
    () => {
      const silent = silentAfter("a\t1\n");
      setTimeout(() => silent.destroy(error), 30);
      return silent;
    },
  ];
  for (const [index, source] of sources.entries()) {
    await assert.rejects(
      warehouse.transaction({}, async (tx) => {
        // The COPY's turn comes when the source has failed already.
        if (index === 3) tx.query("SELECT pg_sleep(0.02)");
        await tx.copyIn(TABLE, ["Title", "id"], source());
      }),
      error,
    );
  }
  assert.deepEqual(await rowsOf(warehouse), []);
});

test("the session can be used after a failed COPY", async (t) => {
  const warehouse = await songs(t);
  const error = new Error("the lake is empty");
  await warehouse.transaction({}, async (tx) => {
    await tx.query("SAVEPOINT before");
    for (const source of [Readable.from(["bad line\n"]), Readable.from(lines(2000, error))]) {
      await assert.rejects(tx.copyIn(TABLE, ["Title", "id"], source));
      await tx.query("ROLLBACK TO SAVEPOINT before");
    }
    assert.equal(await tx.copyIn(TABLE, ["Title", "id"], Readable.from(["a\t1\n"])), 1);
  });
  assert.deepEqual(await rowsOf(warehouse), [[1, "a"]]);
});

test("rows that the server refuses end the COPY, however much is still to come", async (t) => {
  const warehouse = await songs(t);
  const cases: readonly (readonly [Readable, RegExp])[] = [
    [
      Readable.from(["a\t1\nb\ttwo\n"]),
      /invalid input syntax for type integer: "two" \(SQLSTATE 22P02\)\. Context: COPY Songs, line 2, column id: "two"\./,
    ],
    [
      Readable.from(["a\n"]),
      /missing data for column "id" \(SQLSTATE 22P04\)\. Context: COPY Songs, line 1: "a"\./,
    ],
    [Readable.from(endless("bad\n")), /missing data/],
    // Says no more after the bad row: it must not be waited for.
    [silentAfter("bad\n"), /missing data/],
  ];
  for (const [data, says] of cases) {
    await assert.rejects(load(warehouse, data), { code: "sql-error", message: says });
    assert.ok(data.destroyed);
  }
  const data = Readable.from(endless("a\t1\n"));
  await assert.rejects(
    warehouse.transaction({}, (tx) => tx.copyIn({ schema: null, name: "songs" }, ["id"], data)),
    { code: "sql-error", message: /relation "songs" does not exist/ },
  );
  assert.ok(data.destroyed);
  assert.deepEqual(await rowsOf(warehouse), []);
});

// The time-out is less than what a session is given before its socket is closed.
test("a COPY is cancelled while rows flow, and while its source is silent", { timeout: 9_000 }, async (t) => {
  const warehouse = await songs(t);
  for (const data of [Readable.from(endless("a\t1\n")), silentAfter("a\t1\n")]) {
    const controller = new AbortController();
    const cancelled = assert.rejects(load(warehouse, data, controller.signal), { code: "cancelled" });
    const copying = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'COPY%' AND state = 'active'";
    while ((await warehouse.query(copying)).rowCount === 0) await sleep(10);
    controller.abort();
    await cancelled;
    assert.ok(data.destroyed);
  }
  assert.deepEqual(await rowsOf(warehouse), []);
});

test("a session that is lost in a COPY", async (t) => {
  const warehouse = await songs(t);
  for (const data of [Readable.from(endless("a\t1\n")), silentAfter("a\t1\n")]) {
    const done = load(warehouse, data);
    const ended = (async () => {
      for (let rows = 0; rows === 0; ) {
        const result = await warehouse.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY%' AND state = 'active'",
        );
        rows = result.rowCount;
      }
    })();
    await assert.rejects(done, { code: "warehouse-connection-lost", retryable: true });
    await ended;
    assert.ok(data.destroyed);
  }
  assert.deepEqual(await rowsOf(warehouse), []);
});

async function* endless(line: string): AsyncGenerator<string> {
  for (;;) yield line.repeat(1000);
}

function silentAfter(text: string): Readable {
  const data = new Readable({ read() {} });
  data.push(text);
  return data;
}
