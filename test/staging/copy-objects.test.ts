import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { test } from "node:test";
import type { LakeObject } from "../../runner/connections/lake.ts";
import { copyObjects, DataRefused } from "../../runner/staging/copy-objects.ts";
import { mapColumns } from "../../runner/staging/map-columns.ts";
import { testWarehouse } from "../helpers/warehouse.ts";
import { DEFAULTS } from "./encode-one.ts";
import { memoryLake } from "./memory-lake.ts";

const TABLE = { schema: null, name: "t" };
const md5 = (n: number) => createHash("md5").update(String(n)).digest("hex");

/** As a network brings it. */
function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 64 * 1024) yield bytes.subarray(at, at + 64 * 1024);
}

for (const [format, extra] of [
  ["binary", ""],
  ["text", ", r real"],
] as const) {
  test(`a large ${format} COPY brings each row as it was read`, { timeout: 60_000 }, async (t) => {
    const warehouse = await testWarehouse(t);
    const rows = 100_000;
    // Eight times the digest, so that the buffers of the pieces are used several times.
    const lines = Array.from({ length: rows }, (_, n) => `{"n":${n},"s":"${md5(n).repeat(8)}"}`);
    const bytes = Buffer.from(lines.join("\n"));
    const lake = { ...memoryLake({ a: bytes }), open: async () => Readable.from(slices(bytes)) };
    const object = await lake.head("a");
    assert.ok(object !== undefined);
    const [counts, wrong] = await warehouse.transaction({}, async (tx) => {
      await tx.query(`CREATE TABLE t (n integer, s text${extra})`);
      const columns = (await tx.describeTable(TABLE)) ?? [];
      const mapped = mapColumns("t", columns, undefined, { kind: "auto", ignoreCase: false });
      const copied = await copyObjects(tx, TABLE, {
        lake,
        objects: [object],
        mapped,
        options: DEFAULTS,
        maxErrors: 0,
      });
      // Only now: the server has read the rows late.
      const found = await tx.query(
        "SELECT count(DISTINCT n), count(*) FILTER (WHERE s <> repeat(md5(n::text), 8)) FROM t",
      );
      return [copied.counts, found.rows[0]];
    });
    assert.deepEqual(counts, { read: rows, inserted: rows, rejected: 0 });
    assert.deepEqual(wrong, [String(rows), "0"]);
  });
}

for (const kilobytes of [100, 300, 3000]) {
  test(`records of ${kilobytes} kB go through buffers that grow`, { timeout: 60_000 }, async (t) => {
    const warehouse = await testWarehouse(t);
    const rows = 40;
    const lines = Array.from({ length: rows }, (_, n) =>
      JSON.stringify({ n, s: md5(n).repeat((kilobytes * 1024) / 32), d: n / 8, at: "2018-11-01T00:00:00Z" }),
    );
    const bytes = Buffer.from(lines.join("\n"));
    const lake = { ...memoryLake({ a: bytes }), open: async () => Readable.from(slices(bytes)) };
    const object = await lake.head("a");
    assert.ok(object !== undefined);
    const found = await warehouse.transaction({}, async (tx) => {
      await tx.query("CREATE TABLE t (n integer, s text, d double precision, at timestamp)");
      const columns = (await tx.describeTable(TABLE)) ?? [];
      const mapped = mapColumns("t", columns, undefined, { kind: "auto", ignoreCase: false });
      await copyObjects(tx, TABLE, { lake, objects: [object], mapped, options: DEFAULTS, maxErrors: 0 });
      return await tx.query(
        "SELECT count(*) FROM t WHERE s = repeat(md5(n::text), $1) AND d = n / 8.0 AND at = '2018-11-01'",
        [(kilobytes * 1024) / 32],
      );
    });
    assert.deepEqual(found.rows, [[String(rows)]]);
  });
}

test("records that are rejected before a time that only the server can read are all told", async (t) => {
  const warehouse = await testWarehouse(t);
  const lines = ['{"n":"x"}', '{"n":1,"at":"Thu Nov 01 21:01:46 2018"}', '{"n":"y"}', '{"n":"z"}'];
  const lake = memoryLake({ a: lines.join("\n") });
  const object = await lake.head("a");
  assert.ok(object !== undefined);
  const loading = warehouse.transaction({}, async (tx) => {
    await tx.query("CREATE TABLE t (n integer, at timestamp)");
    const columns = (await tx.describeTable(TABLE)) ?? [];
    const mapped = mapColumns("t", columns, undefined, { kind: "auto", ignoreCase: false });
    await copyObjects(tx, TABLE, { lake, objects: [object], mapped, options: DEFAULTS, maxErrors: 0 });
  });
  await assert.rejects(loading, (error) => {
    assert.ok(error instanceof DataRefused);
    assert.deepEqual(
      error.progress.rejects.kept.map(({ value }) => value),
      ['"x"', '"y"', '"z"'],
    );
    return true;
  });
});

test("a time that only the server can read has the COPY begun again in text", async (t) => {
  const warehouse = await testWarehouse(t);
  const lake = memoryLake({
    a: '{"n":1,"at":"2018-11-01T21:01:46Z"}\n{"n":"x"}\n{"n":2,"at":"Thu Nov 01 21:01:46 2018"}',
    b: '{"n":3,"at":"2018-11-02"}',
  });
  const objects: LakeObject[] = [];
  for await (const object of lake.list("")) objects.push(object);
  const { copied, rows } = await warehouse.transaction({}, async (tx) => {
    await tx.query("CREATE TABLE t (n integer, at timestamp)");
    await tx.query("INSERT INTO t VALUES (0, NULL)");
    const columns = (await tx.describeTable(TABLE)) ?? [];
    const mapped = mapColumns("t", columns, undefined, { kind: "auto", ignoreCase: false });
    const job = { lake, objects, mapped, options: DEFAULTS, maxErrors: 1 };
    const copied = await copyObjects(tx, TABLE, job);
    return { copied, rows: (await tx.query("SELECT n, at FROM t ORDER BY n")).rows };
  });
  assert.deepEqual(copied.counts, { read: 4, inserted: 3, rejected: 1 });
  assert.deepEqual(rows, [
    [0, null],
    [1, "2018-11-01 21:01:46"],
    [2, "2018-11-01 21:01:46"],
    [3, "2018-11-02 00:00:00"],
  ]);
});
