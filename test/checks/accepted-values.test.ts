import type { JsonObject } from "../../protocol/json.ts";
import { type CheckCase, type Expected, error, fail, pass, testCheckTable } from "./check-case.ts";

const HOSTILE = 'it\'s \\ a "value"; -- \u001b[31m';

testCheckTable("acceptedValues", {
  kind: "acceptedValues",
  tables: `
    CREATE TYPE mood AS ENUM ('good', 'bad');
    CREATE TABLE t (id int, level text, n int, f float8, ok boolean, d date, at timestamptz, m mood, "Weird ""col" text);
    INSERT INTO t VALUES
      (1, 'free', 1, 0.5, true, '2024-02-14', '2024-02-14 00:00+00', 'good', 'x'),
      (2, 'paid', 2, 1.5, true, '2024-02-14', '2024-02-14 01:00+01', 'good', 'x'),
      (3, 'Paid', 2, 1e20, false, '2024-02-15', NULL, 'bad', '${HOSTILE.replace("'", "''")}'),
      (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
      (5, '', 7, -1, NULL, NULL, NULL, NULL, NULL);
    CREATE SCHEMA "Mixed Case";
    CREATE TABLE "Mixed Case"."T" AS SELECT * FROM t;
    CREATE TABLE empty (level text);
    CREATE TABLE long AS SELECT repeat('x', 100) AS level`,
  cases: {
    "all accepted": of(
      { values: ["free", "paid"], where: "id < 3" },
      pass("2 values, all accepted", 'level one of "free", "paid"', { failed: 0, of: 2 }),
    ),
    "other values": of(
      { values: ["free", "paid"] },
      fail('2 of 4 values not accepted, such as ""', undefined, { failed: 2, of: 4, value: 2 }),
    ),
    "letters' case counts": of(
      { values: ["free", "paid", ""] },
      fail('1 of 4 values not accepted, such as "Paid"', undefined, {
        message:
          'c: observed 1 of 4 values not accepted, such as "Paid", expected level one of "free", "paid", ""',
        kept: { rows: 1, isCut: false },
      }),
    ),
    "none of the values may occur": of(
      { values: ["", "unknown"], not: true },
      fail('1 of 4 values not accepted, such as ""', 'level none of "", "unknown"'),
    ),
    "none of them occurs": of({ values: ["unknown"], not: true }, pass("4 values, all accepted")),
    numbers: of(
      { column: "n", values: [1, 2] },
      fail('1 of 4 values not accepted, such as "7"', "n one of 1, 2"),
    ),
    "numbers as text": of({ column: "n", values: ["1", "2", "7"] }, pass()),
    "numbers of a column of text": of({ values: [1] }, fail()),
    "floating point": of({ column: "f", values: [0.5, 1.5, 1e20, -1] }, pass()),
    booleans: of({ column: "ok", values: [true] }, fail('1 of 3 values not accepted, such as "false"')),
    dates: of(
      { column: "d", values: ["{{ ds }}"] },
      fail('1 of 3 values not accepted, such as "2024-02-15"'),
    ),
    "times in UTC": of({ column: "at", values: ["2024-02-14 00:00"] }, pass("2 values, all accepted")),
    "times in another zone": of({ column: "at", values: ["2024-02-14 02:00+02"] }, pass()),
    "values of an enumeration": of(
      { column: "m", values: ["good"] },
      fail('1 of 3 values not accepted, such as "bad"'),
    ),
    "hostile values": of({ column: '"Weird ""col"', values: ["x", HOSTILE] }, pass("3 values, all accepted")),
    "hostile data": of(
      { column: '"Weird ""col"', values: ["x"] },
      fail(/^1 of 3 values not accepted, such as /),
    ),
    "data that is long": of(
      { table: "long", values: ["x"] },
      fail(`1 of 1 value not accepted, such as "${"x".repeat(39)}…"`),
    ),
    "names in quotes": of({ table: '"Mixed Case"."T"', column: '"Weird ""col"', values: ["x"] }, fail()),
    "an empty table": of({ table: "empty", values: ["x"] }, pass("0 values, all accepted")),
    "an empty table, skipped": of(
      { table: "empty", values: ["x"] },
      { outcome: "skipped" },
      { onEmpty: "skip" },
    ),
    "nothing but NULL, skipped": of(
      { values: ["x"], where: "id = 4" },
      { outcome: "skipped" },
      { onEmpty: "skip" },
    ),
    "NULL is left out": of({ values: ["x"], where: "id = 4" }, pass("0 values, all accepted")),

    "a list too long to be told": of(
      { column: "n", values: Array.from({ length: 30 }, (_, n) => n) },
      pass("4 values, all accepted", "n one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 20 more"),
    ),

    warned: of({ values: ["free"] }, { outcome: "warn" }, { severity: { warn: { count: 0 } } }),
    "a threshold in rows": of({ values: ["free", "paid"] }, pass(), { severity: { error: { count: 2 } } }),
    "a threshold in percent of the values": of(
      { values: ["free", "paid"] },
      { outcome: "warn" },
      { severity: { warn: { percent: 49 }, error: { percent: 50 } } },
    ),

    "a value that is none of the column's type": of(
      { column: "n", values: ["many"] },
      error('invalid input syntax for type integer: "many" (SQLSTATE 22P02).'),
    ),
    "a value that no warehouse has": of(
      { values: ["a\u0000b"] },
      error(/^The text "a\\u0000b" has a character with the code 0/),
    ),
    "no such column": of({ column: "lvl", values: ["x"] }, error(/^column "lvl" does not exist/)),
    "no values": of({ values: [] }, error(/The parameters of the check c are wrong/)),
    "NULL among the values": of({ values: [null] }, error(/The parameters of the check c are wrong/)),
  },
});

function of(params: JsonObject, expect: Expected, spec: CheckCase["spec"] = {}): CheckCase {
  return { params: { table: "t", column: "level", ...params }, expect, spec };
}
