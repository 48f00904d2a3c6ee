import type { JsonObject } from "../../protocol/json.ts";
import { type CheckCase, type Expected, error, fail, pass, testCheckTable } from "./check-case.ts";

testCheckTable("range", {
  kind: "range",
  tables: `
    CREATE TABLE t (id int, n numeric(10, 2), f float8, d date, at timestamp, atz timestamptz, s text, i interval, "Weird ""col" int);
    INSERT INTO t VALUES
      (1, 0, 0.5, '2024-02-13', '2024-02-13 23:59:59.999', '2024-02-14 00:00+01', '9', '1 hour', 1),
      (2, 10.5, 'NaN', '2024-02-14', '2024-02-14', '2024-02-14 01:00+01', '10', '2 days', 2),
      (3, -3.25, 'Infinity', '2024-02-15', '2024-02-15', '2024-02-15 00:00+00', '8', NULL, 3),
      (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    CREATE SCHEMA "Mixed Case";
    CREATE TABLE "Mixed Case"."T" AS SELECT * FROM t;
    CREATE TABLE empty (n int)`,
  cases: {
    within: of(
      { min: -5, max: 10.5 },
      pass("3 values from -3.25 to 10.50", "n from -5 to 10.5", { failed: 0, of: 3, value: 0 }),
    ),
    "one value": of({ min: -5, where: "id = 1" }, pass("1 value from 0.00 to 0.00")),
    "too small": of(
      { min: 0 },
      fail("1 of 3 values outside (least -3.25, greatest 10.50)", "n at least 0", {
        failed: 1,
        of: 3,
        value: 1,
        kept: { rows: 1, isCut: false },
        sql: 'SELECT count("n"), count(CASE WHEN "n" < 0 THEN 1 END), min("n"), max("n") FROM "t"',
      }),
    ),
    "too great": of({ max: 10 }, fail("1 of 3 values outside (least -3.25, greatest 10.50)", "n at most 10")),
    "on both sides": of({ min: 0, max: 10 }, fail("2 of 3 values outside (least -3.25, greatest 10.50)")),
    "bounds are inside": of({ min: -3.25, max: 10.5 }, pass()),
    "an exclusive least bound": of(
      { min: -3.25, max: 10.5, exclusive: "min" },
      fail(/^1 of/, "n above -3.25 and at most 10.5"),
    ),
    "an exclusive greatest bound": of(
      { min: -3.25, max: 10.5, exclusive: "max" },
      fail(/^1 of/, "n at least -3.25 and below 10.5"),
    ),
    "both exclusive": of({ min: -3.25, max: 10.5, exclusive: "both" }, fail(/^2 of/)),
    "numbers as text": of({ min: "0", max: "10.50" }, fail(/^1 of/)),
    "a fraction for whole numbers": of({ column: "id", min: 0.5, max: 4.5 }, pass()),
    "what is no number is above every number": of(
      { column: "f", max: 1 },
      fail("2 of 3 values outside (least 0.5, greatest NaN)"),
    ),
    lengths: of(
      { column: "i", max: "1 day" },
      fail("1 of 2 values outside (least 01:00:00, greatest 2 days)"),
    ),

    dates: of(
      { column: "d", min: "{{ ds }}", max: "2024-02-14" },
      fail(
        "2 of 3 values outside (least 2024-02-13, greatest 2024-02-15)",
        "d from 2024-02-14 to 2024-02-14",
      ),
    ),
    "the interval, by a timestamp": of(
      { column: "at", min: "{{ data_interval_start }}", max: "{{ data_interval_end }}", exclusive: "max" },
      fail("2 of 3 values outside (least 2024-02-13 23:59:59.999, greatest 2024-02-15 00:00:00)"),
    ),
    "the interval, by a timestamp with time zone": of(
      { column: "atz", min: "{{ data_interval_start }}", max: "{{ data_interval_end }}", exclusive: "max" },
      fail("2 of 3 values outside (least 2024-02-13 23:00:00+00, greatest 2024-02-15 00:00:00+00)"),
    ),
    "a time in another zone": of({ column: "atz", max: "2024-02-15 02:00+02" }, pass()),

    "an empty table": of({ table: "empty", min: 0 }, pass("0 values")),
    "an empty table, skipped": of({ table: "empty", min: 0 }, { outcome: "skipped" }, { onEmpty: "skip" }),
    "NULL is left out": of({ min: 100, where: "n IS NULL" }, pass("0 values")),
    "only rows that meet the condition": of(
      { min: 0, where: "id <> 3" },
      pass("2 values from 0.00 to 10.50"),
    ),
    "names in quotes": of({ table: '"Mixed Case"."T"', column: '"Weird ""col"', max: 2 }, fail()),

    warned: of({ min: 0 }, { outcome: "warn" }, { severity: { warn: { count: 0 }, error: { count: 1 } } }),
    "a threshold in percent": of({ min: 0 }, fail(), { severity: { error: { percent: 33 } } }),

    "numbers for a column of text": of(
      { column: "s", min: 0 },
      error(/operator does not exist: text < integer .*Give both sides the same type: .*'\{\{ ds \}\}'/),
    ),
    "a number for a day": of(
      { column: "d", max: 2024 },
      error(/operator does not exist: date > integer .*Give both sides the same type: /),
    ),
    "text for a column of text": of({ column: "s", min: "8" }, fail(/^1 of 3 values outside/)),
    "a bound of another type": of(
      { column: "d", min: "soon" },
      error(/invalid input syntax for type date: "soon"/),
    ),
    "a hostile bound": of({ min: "0' OR '1'='1" }, error(/invalid input syntax for type numeric/)),
    "no such column": of({ column: "x", min: 0 }, error(/^column "x" does not exist/)),
    "no bounds": of({}, error(/give at least one of `min` and `max`/)),
    "bounds in the wrong order": of({ min: 2, max: 1 }, error(/`min` is greater than `max`/)),
    "an exclusive bound that is not there": of(
      { min: 2, exclusive: "both" },
      error(/a bound that is not given/),
    ),
  },
});

function of(params: JsonObject, expect: Expected, spec: CheckCase["spec"] = {}): CheckCase {
  return { params: { table: "t", column: "n", ...params }, expect, spec };
}
