import type { JsonObject } from "../../protocol/json.ts";
import { type CheckCase, type Expected, error, fail, pass, testCheckTable } from "./check-case.ts";

const COLUMNS = ["id", "name", 'Weird "col', "at"];

testCheckTable("notNull", {
  kind: "notNull",
  tables: `
    CREATE TABLE t (id int, name text, "Weird ""col" text, at timestamptz);
    INSERT INTO t VALUES (1, 'a', 'x', now()), (2, NULL, 'y', NULL), (3, NULL, NULL, now()), (4, '', 'z', now());
    CREATE SCHEMA "Mixed Case";
    CREATE TABLE "Mixed Case"."T" AS SELECT * FROM t;
    CREATE TABLE empty (id int);
    CREATE TABLE cells (id int, d date, n numeric, f float8, b bytea, big bigint, ok boolean, j jsonb, long text);
    INSERT INTO cells VALUES
      (NULL, '2024-02-14', 1.50, 'NaN', '\\x00ff', 9007199254740993, true, '{"a": 1}', repeat('é', 1001));
    CREATE TABLE wide AS SELECT NULL::int AS id, repeat('x', 900) AS a FROM generate_series(1, 500);
    CREATE TABLE halves AS SELECT NULL::int AS id, repeat('x', 998) || '😀😀' AS a`,
  cases: {
    "no NULL": of(
      { columns: "id" },
      pass("no NULL in 4 rows", "no NULL in id", { failed: 0, of: 4, value: 0 }),
    ),
    "one row": of({ columns: "id", where: "id = 1" }, pass("no NULL in 1 row")),
    "an empty text is no NULL": of({ columns: "name", where: "id = 4" }, pass()),
    NULLs: of(
      { columns: "name" },
      fail("NULL in 2 of 4 rows", "no NULL in name", {
        failed: 2,
        of: 4,
        value: 2,
        message: "c: observed NULL in 2 of 4 rows, expected no NULL in name",
        sql: 'SELECT count(*), count(CASE WHEN "name" IS NULL THEN 1 END) FROM "t"',
      }),
    ),
    "several columns: each row counts once, each column is told": of(
      { columns: ["id", "name", "at"] },
      fail("NULL in 2 of 4 rows: name in 2, at in 1", "no NULL in id, name, at", { failed: 2 }),
    ),
    "several columns without NULL": of(
      { columns: ["id", "name"], where: "id = 1" },
      pass("no NULL in 1 row"),
    ),
    "only rows that meet the condition": of(
      { columns: "name", where: "id < 3" },
      fail("NULL in 1 of 2 rows", undefined, {
        sql: 'SELECT count(*), count(CASE WHEN "name" IS NULL THEN 1 END) FROM "t" WHERE (id < 3)',
        failing: { columns: ["id", "name", 'Weird "col', "at"], rows: [[2, null, "y", null]], isCut: false },
      }),
    ),
    "names in quotes": of(
      { table: '"Mixed Case"."T"', columns: '"Weird ""col"' },
      fail("NULL in 1 of 4 rows", 'no NULL in "Weird ""col"'),
    ),
    "names fold": of({ columns: "ID" }, pass()),
    "names in quotes do not fold": of(
      { columns: '"ID"' },
      error('column "ID" does not exist (SQLSTATE 42703).'),
    ),

    "an empty table": of({ table: "empty", columns: "id" }, pass("no NULL in 0 rows", undefined, { of: 0 })),
    "an empty table, skipped": of(
      { table: "empty", columns: "id" },
      { outcome: "skipped", message: "c: skipped, nothing to check (no NULL in 0 rows)", of: 0 },
      { onEmpty: "skip" },
    ),
    "no row meets the condition, skipped": of(
      { columns: "name", where: "false" },
      { outcome: "skipped" },
      { onEmpty: "skip" },
    ),
    "rows are there: nothing is skipped": of({ columns: "name" }, fail(), { onEmpty: "skip" }),

    "a warning keeps its rows too": of(
      { columns: "name", where: "id = 2" },
      { outcome: "warn", failing: { columns: COLUMNS, rows: [[2, null, "y", null]], isCut: false } },
      { severity: { warn: { count: 0 } } },
    ),
    "as many as allowed": of({ columns: "name" }, pass(), { severity: { error: { count: 2 } } }),
    "more than allowed": of({ columns: "name" }, fail(), { severity: { error: { count: 1 } } }),
    "between warning and failing, in percent": of(
      { columns: "name" },
      { outcome: "warn" },
      { severity: { warn: { percent: 49.9 }, error: { percent: 50 } } },
    ),

    "rows as JSON": of(
      { table: "cells", columns: "id" },
      fail(undefined, undefined, {
        failing: {
          columns: ["id", "d", "n", "f", "b", "big", "ok", "j", "long"],
          rows: [
            [
              null,
              "2024-02-14",
              "1.50",
              "NaN",
              "\\x00ff",
              "9007199254740993",
              true,
              '{"a": 1}',
              `${"é".repeat(999)}…`,
            ],
          ],
          isCut: true,
        },
      }),
    ),
    "a cut does not go through a character": of(
      { table: "halves", columns: "id" },
      fail(undefined, undefined, {
        failing: { columns: ["id", "a"], rows: [[null, `${"x".repeat(998)}…`]], isCut: true },
      }),
    ),
    "as many rows as there are": of({ columns: "name" }, failing(2, false), { keepRows: 2 }),
    "no more rows than are kept": of({ columns: "name" }, failing(1, true), { keepRows: 1 }),
    "no rows when none are kept": of({ columns: "name" }, fail("NULL in 2 of 4 rows"), { keepRows: 0 }),
    // A row is 909 bytes of JSON, and a comma; 64 KiB hold 72 of them beside the columns' names.
    "no more rows than bytes": of({ table: "wide", columns: "id" }, failing(72, true), { keepRows: 1000 }),

    "no such column": of({ columns: "nam" }, error(/^column "nam" does not exist/)),
    "no such table": of(
      { table: "nowhere", columns: "id" },
      error('relation "nowhere" does not exist (SQLSTATE 42P01).'),
    ),
    "a condition with its own end": of(
      { columns: "id", where: "id = 1 AND\n  name <> ';' ; -- the first;" },
      error(
        'A condition is a part of a statement, but a ";" ends it at line 2, column 15 of `where`. Leave it out.',
      ),
    ),
    "a condition that is not finished": of(
      { columns: "id", where: "true /* or not" },
      error(/^unterminated .* at line 1, column 6 of `where`/),
    ),
    "a list in one text": of(
      { columns: "id, name" },
      error(/"id, name" is not the name of a column: write several as a list, \["id", "name"\]/),
    ),
    "a name that would be more": of(
      { columns: 'id" IS NULL OR "name' },
      error(/is not the name of a column/),
    ),
    "a name with a quote is only a name": of(
      { columns: '"id"" IS NULL OR ""name"' },
      error('column "id" IS NULL OR "name" does not exist (SQLSTATE 42703).'),
    ),
    "no columns": of({ columns: [] }, error(/The parameters of the check c are wrong/)),
  },
});

function of(params: JsonObject, expect: Expected, spec: CheckCase["spec"] = {}): CheckCase {
  return { params: { table: "t", ...params }, expect, spec };
}

/** So many rows are kept. */
function failing(rows: number, isCut: boolean): Expected {
  return { outcome: "fail", kept: { rows, isCut } };
}
