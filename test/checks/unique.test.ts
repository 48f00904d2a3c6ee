import type { JsonObject } from "../../protocol/json.ts";
import { type CheckCase, type Expected, error, fail, pass, testCheckTable } from "./check-case.ts";

testCheckTable("unique", {
  kind: "unique",
  tables: `
    CREATE TABLE t (id int, day date, "Weird ""col" text, at timestamptz, times int);
    INSERT INTO t VALUES
      (1, '2024-02-14', 'x', '2024-02-14 00:00+00', 1), (1, '2024-02-15', 'x', '2024-02-14 01:00+01', 2),
      (2, '2024-02-14', 'X', '2024-02-14 00:00+01', 3), (3, '2024-02-14', 'x', NULL, 4),
      (3, '2024-02-14', NULL, NULL, 5), (3, NULL, NULL, NULL, 6);
    CREATE SCHEMA "Mixed Case";
    CREATE TABLE "Mixed Case"."T" AS SELECT * FROM t;
    CREATE TABLE empty (id int);
    CREATE TABLE nothing AS SELECT NULL::int AS id FROM generate_series(1, 3);
    CREATE TABLE many AS SELECT n / 2 AS id FROM generate_series(0, 199) AS n;
    CREATE TABLE counts AS SELECT 7 AS times FROM generate_series(1, 2);
    CREATE TABLE j (v json)`,
  cases: {
    "each once": of({ columns: "times" }, pass("6 keys, each once", "each times once", { failed: 0, of: 6 })),
    "one key": of({ columns: "id", where: "id = 2" }, pass("1 key, each once")),
    "keys that occur more than once, the most frequent first": of(
      { columns: "id" },
      fail("2 of 3 keys more than once", "each id once", {
        failed: 2,
        of: 3,
        value: 2,
        message: "c: observed 2 of 3 keys more than once, expected each id once",
        sql: 'SELECT count(CASE WHEN times > 1 THEN 1 END), count(*) FROM (SELECT count(*) AS times FROM "t" WHERE "id" IS NOT NULL GROUP BY "id") AS keys',
        failing: {
          columns: ["id", "times"],
          rows: [
            [3, "3"],
            [1, "2"],
          ],
          isCut: false,
        },
      }),
    ),
    "a composite key": of(
      { columns: ["id", "day"] },
      fail("1 of 4 keys more than once", "each id, day once", {
        failing: { columns: ["id", "day", "times"], rows: [[3, "2024-02-14", "2"]], isCut: false },
      }),
    ),
    "NULL is no key": of({ columns: ["id", '"Weird ""col"'] }, fail("1 of 3 keys more than once")),
    "nothing but NULL": of(
      { table: "nothing", columns: "id" },
      pass("0 keys, each once", undefined, { of: 0 }),
    ),
    "nothing but NULL, skipped": of(
      { table: "nothing", columns: "id" },
      { outcome: "skipped" },
      { onEmpty: "skip" },
    ),
    "a key that is called like the count": of(
      { columns: ["times", "id"], where: "times < 1 OR true" },
      pass("6 keys, each once"),
    ),
    "failing rows of such a key": of(
      { table: "counts", columns: "times" },
      fail(undefined, undefined, {
        failing: { columns: ["times", "times"], rows: [[7, "2"]], isCut: false },
      }),
    ),
    "times in another zone are the same": of({ columns: "at" }, fail("1 of 2 keys more than once")),
    "only rows that meet the condition": of(
      { columns: "id", where: "day = '{{ ds }}' -- the day" },
      fail("1 of 3 keys more than once", undefined, {
        failing: { columns: ["id", "times"], rows: [[3, "2"]], isCut: false },
      }),
    ),
    "names in quotes": of(
      { table: '"Mixed Case"."T"', columns: '"Weird ""col"' },
      fail("1 of 2 keys more than once"),
    ),
    "an empty table": of({ table: "empty", columns: "id" }, pass("0 keys, each once")),
    "an empty table, skipped": of(
      { table: "empty", columns: "id" },
      { outcome: "skipped" },
      { onEmpty: "skip" },
    ),

    warned: of(
      { columns: "id" },
      { outcome: "warn", kept: { rows: 2, isCut: false } },
      { severity: { warn: { count: 0 } } },
    ),
    "a threshold in keys": of({ columns: "id" }, pass(), { severity: { error: { count: 2 } } }),
    "a threshold in percent of the different keys": of(
      { columns: "id" },
      { outcome: "warn" },
      { severity: { warn: { percent: 66 }, error: { percent: 67 } } },
    ),
    "no more rows than are kept": of(
      { table: "many", columns: "id" },
      fail("100 of 100 keys more than once", undefined, { kept: { rows: 20, isCut: true } }),
    ),

    "no such column": of({ columns: ["id", "nam"] }, error('column "nam" does not exist (SQLSTATE 42703).')),
    "a wrong condition": of(
      { columns: "id", where: "x = 1" },
      error('column "x" does not exist at line 1, column 1 of `where` (SQLSTATE 42703).'),
    ),
    "a type that is never equal": of(
      { table: "j", columns: "v" },
      error(/no.*equality operator for type json/),
    ),
  },
});

function of(params: JsonObject, expect: Expected, spec: CheckCase["spec"] = {}): CheckCase {
  return { params: { table: "t", ...params }, expect, spec };
}
