import type { JsonObject } from "../../protocol/json.ts";
import { type CheckCase, type Expected, error, fail, pass, testCheckTable } from "./check-case.ts";

const TABLES = `
  CREATE TABLE t (n int, d date);
  INSERT INTO t VALUES (1, '2024-02-13'), (2, '2024-02-14'), (3, '2024-02-15');
  CREATE SCHEMA "Mixed Case";
  CREATE TABLE "Mixed Case"."Weird ""table" (n int);
  CREATE TABLE empty (n int);
  CREATE TABLE hundred AS SELECT n FROM generate_series(1, 120) AS n`;

testCheckTable("rowCount", {
  kind: "rowCount",
  tables: TABLES,
  cases: {
    "at least": of({ min: 1 }, pass("3 rows", "at least 1 row")),
    "at least, with one row": of({ where: "n = 1", min: 1 }, pass("1 row", "at least 1 row")),
    "too few": of({ min: 5 }, fail("3 rows", "at least 5 rows", { failed: 2, of: 5, value: 3 })),
    "too many": of({ max: 2 }, fail("3 rows", "at most 2 rows", { failed: 1, of: 2, value: 3 })),
    between: of({ min: 1, max: 3 }, pass("3 rows", "1 to 3 rows", { failed: 0 })),
    exactly: of({ equals: 3 }, pass("3 rows", "exactly 3 rows")),
    "not exactly": of({ equals: 2 }, fail("3 rows", "exactly 2 rows", { failed: 1, of: 2 })),
    "the bound that is missed most counts": of(
      { min: 4, equals: 10 },
      fail("3 rows", "exactly 10 rows and at least 4 rows", { failed: 7, of: 10 }),
    ),
    "nothing where nothing should be": of({ table: "empty", equals: 0 }, pass("0 rows", "exactly 0 rows")),
    "nothing where something should be": of({ table: "empty", min: 1 }, fail("0 rows", "at least 1 row")),
    "nothing, skipped": of(
      { table: "empty", min: 1 },
      { outcome: "skipped", observed: "0 rows", message: "c: skipped, nothing to check (0 rows)" },
      { spec: { onEmpty: "skip" } },
    ),
    "any row is too many": of({ max: 0 }, fail("3 rows", "at most 0 rows", { failed: 3, of: 0 })),

    "names fold as in SQL": of({ table: "public.T", equals: 3 }, pass()),
    "names in quotes": of({ table: '"Mixed Case"."Weird ""table"', equals: 0 }, pass()),
    "a template in the name": of({ table: "{{ 't' }}", equals: 3 }, error(/"\{\{ 't' \}\}" is not the name/)),
    "a name that is none": of(
      { table: "a b", min: 1 },
      error(
        /^sales\.dag\.ts:3:5: The parameters of the check c are wrong: ✖ "a b" is not the name of a table/,
      ),
    ),
    "a name that would be more": of(
      { table: "t; DROP TABLE t", min: 1 },
      error(/is not the name of a table/),
    ),
    "no such table": of(
      { table: "nowhere", min: 1 },
      error('relation "nowhere" does not exist (SQLSTATE 42P01).'),
    ),

    "a condition with a comment at its end": of(
      { where: "d = '{{ ds }}' -- the day", equals: 1 },
      pass("1 row", "exactly 1 row", {
        sql: "SELECT count(*) FROM \"t\" WHERE (d = '2024-02-14' -- the day\n)",
      }),
    ),
    "a condition with OR": of({ where: "true OR n = 1", equals: 3 }, pass()),
    "a wrong condition is told with its place": of(
      { where: "n = 1\n  AND x = 2", min: 1 },
      error('column "x" does not exist at line 2, column 7 of `where` (SQLSTATE 42703).'),
    ),
    "an unfinished condition": of(
      { where: "n =", min: 1 },
      error('syntax error at or near ")" at line 1, column 4 of `where` (SQLSTATE 42601).'),
    ),
    "a condition that is none": of(
      { where: "n", min: 1 },
      error(/must be type boolean, not type integer at line 1, column 1 of `where`/),
    ),

    "a threshold in rows, warned": of(
      { min: 5 },
      { outcome: "warn", message: "c: observed 3 rows, expected at least 5 rows" },
      { spec: { severity: { warn: { count: 1 }, error: { count: 2 } } } },
    ),
    "a threshold in rows, failed": of({ min: 5 }, fail(), { spec: { severity: { error: { count: 1 } } } }),
    "a threshold in percent of the bound, passed": of(
      { min: 5 },
      { outcome: "pass", message: "c: 3 rows, which its severity allows", failed: 2, of: 5 },
      { spec: { severity: { error: { percent: 40 } } } },
    ),
    "a threshold in percent of the bound, failed": of({ min: 5 }, fail(), {
      spec: { severity: { error: { percent: 39.9 } } },
    }),

    "within a change in percent": changed(
      { min: "-10%", max: "+50%" },
      [100],
      pass("120 rows (+20% of 100)", "a change of -10% to +50%", { value: 120, failed: 0 }),
    ),
    "a change in percent, too great": changed(
      { max: "10%" },
      [100],
      fail("120 rows (+20% of 100)", "a change of at most +10%", { failed: 10, of: 110 }),
    ),
    "a change in rows, too small": changed(
      { min: -100 },
      [1000],
      fail("120 rows (-88% of 1,000)", "a change of at least -100 rows", { failed: 780, of: 900 }),
    ),
    "the median of some values": changed(
      { max: 0, over: 4 },
      [1, 100, 119, 500, 90, 3],
      fail("120 rows (+9.6% of 109.5, the median of 4 intervals)", "a change of at most 0 rows", {
        failed: 11,
      }),
    ),
    "fewer values than asked for": changed(
      { max: 0, over: 7 },
      [130, 110],
      pass("120 rows (120, the median of 2 intervals before)"),
    ),
    "the same as before": changed({ min: 0, max: 0 }, [120], pass("120 rows (120 before)")),
    "nothing before": changed(
      { max: "10%" },
      [0],
      fail("120 rows (0 before)", undefined, { failed: 120, of: 0 }),
    ),
    "bounds and a change": of(
      { table: "hundred", min: 1, change: { max: "10%" } },
      fail("120 rows (+20% of 100)", "at least 1 row and a change of at most +10%"),
      { earlier: [100] },
    ),
    "no earlier value, and only a change is asked for": changed({ max: "10%" }, [], {
      outcome: "skipped",
      observed: "120 rows (no earlier interval to compare with)",
      message: "c: skipped, no earlier interval to compare with",
      value: 120,
    }),
    "no earlier value, and bounds too": of(
      { table: "hundred", min: 121, change: { max: "10%" } },
      fail("120 rows (no earlier interval to compare with)"),
    ),

    "nothing to compare with": of(
      { table: "t" },
      error(/give at least one of `min`, `max`, `equals` and `change`/),
    ),
    "a change that is none": changed({ max: "much" }, [1], error(/"much" is no change/)),
    "a change without bounds": changed({ over: 3 }, [1], error(/give at least one of `min` and `max`/)),
  },
});

function of(params: JsonObject, expect: Expected, more: Partial<CheckCase> = {}): CheckCase {
  return { params: { table: "t", ...params }, expect, ...more };
}

function changed(change: JsonObject, earlier: readonly number[], expect: Expected): CheckCase {
  return { params: { table: "hundred", change }, earlier, expect };
}
