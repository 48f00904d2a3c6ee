import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { TableRef } from "../../../runner/connections/warehouse.ts";
import { testWarehouse } from "../../helpers/warehouse.ts";

test("describeTable finds what a statement would find under that very name", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.script(`
    CREATE SCHEMA "Run"; CREATE SCHEMA other;
    CREATE TABLE public.events (a integer);
    CREATE TABLE "Run".events (b integer);
    CREATE TABLE "Run"."Events" (c integer);
    CREATE TABLE other.hidden (d integer);
    CREATE TABLE public.bare ();
    CREATE VIEW public.seen AS SELECT 1::bigint AS e;
    CREATE SEQUENCE public.counter;
    CREATE INDEX by_a ON public.events (a)`);
  const names = async (schema: string | null, name: string) => {
    const columns = await warehouse.transaction({ searchPath: ["Run", "public"] }, (tx) =>
      tx.describeTable({ schema, name }),
    );
    return columns?.map((column) => column.name);
  };
  const cases: readonly (readonly [string | null, string, string[] | undefined])[] = [
    [null, "events", ["b"]],
    [null, "Events", ["c"]],
    [null, "EVENTS", undefined],
    ["public", "events", ["a"]],
    ["Run", "Events", ["c"]],
    ["run", "events", undefined],
    ["missing", "events", undefined],
    [null, "hidden", undefined],
    ["other", "hidden", ["d"]],
    [null, "bare", []],
    [null, "seen", ["e"]],
    [null, "counter", undefined],
    [null, "by_a", undefined],
    [null, 'a"b.c', undefined],
  ];
  for (const [schema, name, expected] of cases) {
    assert.deepEqual(await names(schema, name), expected, `${schema}.${name}`);
  }
});

test("describeTable tells types, nulls and defaults", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.script(`
    CREATE TABLE songplays (
      id bigint GENERATED ALWAYS AS IDENTITY,
      start_time timestamp NOT NULL,
      gone integer,
      "userAgent" varchar(20) DEFAULT 'none',
      price numeric(10, 2)[] PRIMARY KEY,
      day date GENERATED ALWAYS AS (start_time::date) STORED);
    ALTER TABLE songplays DROP COLUMN gone`);
  const columns = await warehouse.transaction({}, (tx) =>
    tx.describeTable({ schema: null, name: "songplays" }),
  );
  assert.deepEqual(
    columns?.map(({ name, type, nullable, hasDefault, generated }) => [
      name,
      type,
      nullable,
      hasDefault,
      ...(generated === undefined ? [] : [generated]),
    ]),
    [
      ["id", "bigint", false, true, "identity"],
      ["start_time", "timestamp without time zone", false, false],
      ["userAgent", "character varying(20)", true, true],
      ["price", "numeric(10,2)[]", false, false],
      ["day", "date", true, true, "computed"],
    ],
  );
});

test("loads into one table go one after another, into others side by side", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.script("CREATE SCHEMA run; CREATE TABLE public.songs (id integer)");
  const songs: TableRef = { schema: null, name: "songs" };
  const cases: readonly (readonly [TableRef, TableRef, boolean])[] = [
    [songs, songs, true],
    [songs, { schema: "public", name: "songs" }, true],
    [songs, { schema: null, name: "Songs" }, false],
    [songs, { schema: "run", name: "songs" }, false],
    // Not made yet: it would be in the first schema of the search path.
    [{ schema: null, name: "new" }, { schema: "run", name: "new" }, true],
    [{ schema: null, name: "new" }, { schema: "public", name: "new" }, false],
    [{ schema: "nowhere", name: "new" }, { schema: "nowhere", name: "new" }, true],
  ];
  for (const [first, second, waits] of cases) {
    const events: string[] = [];
    const options = { searchPath: ["run", "public"] };
    const locked = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const one = warehouse.transaction(options, async (tx) => {
      await tx.lockForLoad(first);
      await tx.lockForLoad(first);
      locked.resolve();
      await release.promise;
      events.push("first ends");
    });
    await locked.promise;
    const two = warehouse.transaction(options, async (tx) => {
      await tx.lockForLoad(second);
      events.push("second has it");
    });
    while (events.length === 0 && !(await someoneWaits())) await sleep(5);
    release.resolve();
    await Promise.all([one, two]);
    assert.equal(events[0], waits ? "first ends" : "second has it", JSON.stringify([first, second]));
  }

  async function someoneWaits(): Promise<boolean> {
    const { rowCount } = await warehouse.query(
      "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted",
    );
    return rowCount > 0;
  }
});

test("the lock is the same one before and after the table is made", async (t) => {
  const warehouse = await testWarehouse(t);
  const table = { schema: null, name: "new" };
  const keys = () =>
    warehouse.transaction({}, async (tx) => {
      await tx.lockForLoad(table);
      return (await tx.query("SELECT classid, objid FROM pg_locks WHERE locktype = 'advisory'")).rows;
    });
  const before = await keys();
  await warehouse.script("CREATE TABLE new (a integer)");
  assert.deepEqual(await keys(), before);
});
