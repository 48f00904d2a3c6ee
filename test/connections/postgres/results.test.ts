import assert from "node:assert/strict";
import { test } from "node:test";
import { testWarehouse } from "../../helpers/warehouse.ts";

test("values come as JavaScript where it holds them exactly, else as the server prints them", async (t) => {
  const warehouse = await testWarehouse(t);
  const cases: readonly (readonly [string, unknown])[] = [
    ["true", true],
    ["7::smallint", 7],
    ["-7::integer", -7],
    ["9007199254740993::bigint", "9007199254740993"],
    ["12.3400::numeric", "12.3400"],
    ["0.1::real", 0.1],
    ["0.1::double precision", 0.1],
    ["'NaN'::double precision", Number.NaN],
    ["'-infinity'::double precision", Number.NEGATIVE_INFINITY],
    ["date '2018-11-01'", "2018-11-01"],
    ["time '10:20:30.5'", "10:20:30.5"],
    ["timestamp '2018-11-01 21:01:46.796'", "2018-11-01 21:01:46.796"],
    ["timestamptz '2018-11-01 21:01:46+02'", "2018-11-01 19:01:46+00"],
    ["interval '1 day 2 hours'", "1 day 02:00:00"],
    [`'{"b": 1, "a":  [2]}'::json`, '{"b": 1, "a":  [2]}'],
    [`'{"b": 1}'::jsonb`, '{"b": 1}'],
    ["array[1, null]", "{1,NULL}"],
    ["'\\x00ff'::bytea", "\\x00ff"],
    ["null::integer", null],
    ["''::text", ""],
    ["'ünï🎵'::text", "ünï🎵"],
  ];
  for (const [expression, expected] of cases) {
    const simple = await warehouse.query(`SELECT ${expression}`);
    const extended = await warehouse.query(`SELECT ${expression} WHERE $1`, [true]);
    assert.deepEqual([simple.rows, extended.rows], [[[expected]], [[expected]]], expression);
  }
});

test("values for $1, $2, … arrive unchanged", async (t) => {
  const warehouse = await testWarehouse(t);
  // pg's own way with dates goes wrong where the zone is not UTC.
  const zone = process.env["TZ"];
  process.env["TZ"] = "Asia/Tokyo";
  t.after(() => {
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  });
  const noon = new Date("2018-11-01T12:00:00.123Z");
  const cases: readonly (readonly [string, unknown, unknown])[] = [
    ["timestamp", noon, "2018-11-01 12:00:00.123"],
    ["timestamptz", noon, "2018-11-01 12:00:00.123+00"],
    ["timestamp[]", [noon], '{"2018-11-01 12:00:00.123"}'],
    ["bigint", 9007199254740993n, "9007199254740993"],
    ["text[]", ["a", 'b"', null], '{a,"b\\"",NULL}'],
    ["jsonb", { a: 1 }, '{"a": 1}'],
    ["integer", undefined, null],
  ];
  for (const [type, value, expected] of cases) {
    const { rows } = await warehouse.query(`SELECT $1::${type}`, [value]);
    assert.deepEqual(rows, [[expected]], type);
  }
});

test("a script gives one result a statement, with whole command tags", async (t) => {
  const warehouse = await testWarehouse(t);
  const results = await warehouse.script(`
    CREATE TABLE songs (id integer, id2 integer); -- with a comment
    INSERT INTO songs VALUES (1, 10), (2, 20);
    SELECT * FROM songs WHERE false;
    SELECT id AS a, id2 AS a FROM songs ORDER BY id;
    UPDATE songs SET id = 3 WHERE id = 2;
    CREATE TABLE copy AS SELECT * FROM songs;
    DROP TABLE songs;`);
  assert.deepEqual(
    results.map(({ command, rowCount, columns, rows }) => [command, rowCount, columns, rows]),
    [
      ["CREATE TABLE", 0, [], []],
      ["INSERT", 2, [], []],
      ["SELECT", 0, ["id", "id2"], []],
      [
        "SELECT",
        2,
        ["a", "a"],
        [
          [1, 10],
          [2, 20],
        ],
      ],
      ["UPDATE", 1, [], []],
      ["SELECT", 2, [], []],
      ["DROP TABLE", 0, [], []],
    ],
  );
  assert.deepEqual(await warehouse.script(" -- nothing\n ; "), []);
  assert.deepEqual(await warehouse.query(""), { command: "", rowCount: 0, columns: [], rows: [] });
});

test("what a script leaves in its session does not reach the next one", async (t) => {
  const warehouse = await testWarehouse(t);
  const before = (await warehouse.query("SELECT current_user, current_setting('search_path')")).rows[0] ?? [];
  await warehouse.script(`
    CREATE ROLE somebody;
    CREATE TEMPORARY TABLE left_over (a integer);
    SELECT pg_advisory_lock(1);
    SET search_path TO nowhere; SET TimeZone TO 'Asia/Tokyo'; SET DateStyle TO 'German';
    SET ROLE somebody`);
  const { rows } = await warehouse.query(
    `SELECT to_regclass('left_over'), current_setting('TimeZone'), date '2018-11-01', current_user,
       current_setting('search_path'), (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')`,
    [],
    {},
  );
  assert.deepEqual(rows, [[null, "UTC", "2018-11-01", ...before, "0"]]);
});

test("search path and label hold for the statement", async (t) => {
  const warehouse = await testWarehouse(t);
  await warehouse.script('CREATE SCHEMA "Run 1"; CREATE TABLE "Run 1".events AS SELECT 1 AS a');
  const options = { searchPath: ["Run 1", "public"], label: "sparkify.stage_events it's \\ run" };
  const { rows } = await warehouse.query(
    "SELECT a, current_setting('application_name') FROM events",
    [],
    options,
  );
  assert.deepEqual(rows, [[1, "sparkify.stage_events it's \\ run"]]);
  assert.deepEqual((await warehouse.query("SELECT to_regclass('events')")).rows, [[null]]);
  const results = await warehouse.script("SELECT a FROM events", options);
  assert.deepEqual(results[0]?.rows, [[1]]);
  assert.deepEqual((await warehouse.query("SELECT current_setting('application_name')")).rows, [
    ["millrace"],
  ]);
});
