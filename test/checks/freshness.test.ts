import type { CheckSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { type CheckCase, type Expected, error, fail, pass, testCheckTable } from "./check-case.ts";

const END = "2024-02-15T00:00:00Z";

testCheckTable("freshness", {
  kind: "freshness",
  tables: `
    CREATE TABLE t (id int, at timestamptz, plain timestamp(3), d date, words text, "Seen At" timestamptz, kind text);
    INSERT INTO t VALUES
      (1, '2024-02-12 20:57:10+00', '2024-02-12 20:57:10.5', '2024-02-12', 'x', '2024-02-14 23:00:00+00', 'a'),
      (2, '2024-02-12 23:57:10+05', '2024-02-11 00:00:00', '2024-02-10', 'y', NULL, 'b'),
      (3, NULL, NULL, NULL, NULL, NULL, 'b'),
      (4, '2024-02-15 00:00:01+00', '2024-02-16', '2024-02-16', 'z', NULL, 'c');
    CREATE TABLE edges (at timestamptz, plain timestamp);
    INSERT INTO edges VALUES ('-infinity', '-infinity'), ('infinity', 'infinity'), ('0044-03-15 12:00:00+00 BC', NULL);
    -- At the end of March, clocks in Berlin go from 2 to 3 o'clock.
    CREATE TABLE spring (at timestamptz);
    INSERT INTO spring VALUES ('2024-03-31 01:59:59 Europe/Berlin'), ('2024-03-30 12:00 Europe/Berlin');
    CREATE TABLE recent (at timestamptz, later timestamptz, plain timestamp);
    INSERT INTO recent VALUES (now() - interval '90 minutes', now() + interval '1 day', now() AT TIME ZONE 'UTC');
    CREATE SCHEMA "Mixed Case";
    CREATE TABLE "Mixed Case"."T" AS SELECT * FROM t;
    CREATE VIEW newest AS SELECT max(at) AS at FROM t WHERE id < 4;
    CREATE VIEW on_the_end AS SELECT timestamptz '2024-02-14 19:00:00-05' AS at;
    CREATE TABLE empty (at timestamptz)`,
  cases: {
    "younger than allowed": of(
      { column: "at", maxAge: "3d" },
      pass("2d 3h old (newest 2024-02-12T20:57:10Z)", `at most 3d old at ${END}`, {
        failed: 0,
        value: 183_770,
        message: "c: 2d 3h old (newest 2024-02-12T20:57:10Z)",
      }),
    ),
    "older than allowed": of(
      { column: "at", maxAge: "2d" },
      fail("2d 3h old (newest 2024-02-12T20:57:10Z)", `at most 2d old at ${END}`, {
        failed: 1,
        value: 183_770,
      }),
    ),
    "as old as allowed": of({ column: "d", maxAge: "3d" }, pass("3d old (newest 2024-02-12T00:00:00Z)")),
    "as old as allowed is not too old for a warning": of(
      { column: "d", maxAge: "3d", warnAge: "1d" },
      { outcome: "warn" },
    ),
    "as old as allowed, and a millisecond": of(
      { column: "plain", maxAge: "183769499ms" },
      fail("2d 3h old (newest 2024-02-12T20:57:10.500Z)", undefined, { value: 183_769.5 }),
    ),
    "older than it should be": of(
      { column: "at", maxAge: "3d", warnAge: "2d" },
      {
        outcome: "warn",
        observed: "2d 3h old (newest 2024-02-12T20:57:10Z)",
        expected: `at most 2d old at ${END}`,
        failed: 1,
      },
    ),
    "older than both": of(
      { column: "at", maxAge: "2d", warnAge: "1d" },
      fail(undefined, `at most 2d old at ${END}`),
    ),
    "younger than both": of({ column: "at", maxAge: "4d", warnAge: "3d" }, pass()),
    "too old, but only a warning": of(
      { column: "at", maxAge: "1d" },
      { outcome: "warn" },
      { severity: { warn: { count: 0 } } },
    ),
    "a little too old, when everything is only a warning": of(
      { column: "at", maxAge: "3d", warnAge: "1d" },
      { outcome: "warn" },
      { severity: { warn: { count: 0 } } },
    ),
    "times after the interval are left out": of(
      { column: "at", maxAge: "1m", where: "id = 4" },
      fail(`no time up to ${END}`, `at most 1m old at ${END}`, { failed: 1 }),
    ),
    "a time on the interval's end counts": of(
      { table: "on_the_end", column: "at", maxAge: "0s" },
      pass("0s old (newest 2024-02-15T00:00:00Z)", undefined, { value: 0 }),
    ),
    "a time with an offset": of(
      { column: "at", maxAge: "2d", where: "id = 2" },
      fail("2d 5h old (newest 2024-02-12T18:57:10Z)"),
    ),
    "nothing but NULL": of({ column: "at", maxAge: "1d", where: "id = 3" }, fail(`no time up to ${END}`)),
    "infinite times are none, years before Christ are": of(
      { table: "edges", column: "at", maxAge: "1d" },
      fail("754927d 12h old (newest -000043-03-15T12:00:00Z)"),
    ),
    "nothing but infinite times": of(
      { table: "edges", column: "plain", maxAge: "1d" },
      fail(`no time up to ${END}`),
    ),
    "an hour that clocks leave out": of(
      { table: "spring", column: "at", maxAge: "40d", asOf: "now" },
      fail(/ old \(newest 2024-03-31T00:59:59Z\)$/),
    ),
    "relative to now": of(
      { table: "recent", column: "at", maxAge: "2h", asOf: "now" },
      pass(/^1h 3\dm old \(newest 20/),
    ),
    "relative to now, a time without zone": of(
      { table: "recent", column: "plain", maxAge: "10m", asOf: "now" },
      pass(/^(\d+m )?\d+s old/),
    ),
    "times after now are left out": of(
      { table: "recent", column: "later", maxAge: "1d", asOf: "now" },
      fail(/^no time up to 20/),
    ),
    "times after the interval, also before now": of(
      { table: "recent", column: "at", maxAge: "1d" },
      fail(`no time up to ${END}`),
    ),
    "an empty table": of(
      { table: "empty", column: "at", maxAge: "1d" },
      fail("no row", "at most 1d old", { failed: 1, message: "c: observed no row, expected at most 1d old" }),
    ),
    "an empty table is skipped when asked for": of(
      { table: "empty", column: "at", maxAge: "1d" },
      { outcome: "skipped", message: "c: skipped, nothing to check (no row)" },
      { onEmpty: "skip" },
    ),
    "no row that meets the condition": of({ column: "at", maxAge: "1d", where: "false" }, fail("no row")),
    "a condition with a template and a comment": of(
      { column: "at", maxAge: "3d", where: "at < '{{ ds }}' -- before the day" },
      pass("2d 3h old (newest 2024-02-12T20:57:10Z)", undefined, {
        sql: /WHERE \(at < '2024-02-14' -- before the day\n\)$/,
      }),
    ),
    "a wrong condition": of(
      { column: "at", maxAge: "3d", where: "att < now()" },
      error(/^column "att" does not exist at line 1, column 1 of `where` \(SQLSTATE 42703\)\./),
    ),
    "names in quotes": of(
      { table: '"Mixed Case"."T"', column: '"Seen At"', maxAge: "2h" },
      pass("1h old (newest 2024-02-14T23:00:00Z)"),
    ),
    "names fold": of({ table: "T", column: "AT", maxAge: "3d" }, pass()),
    "names in quotes do not fold": of(
      { column: '"AT"', maxAge: "3d" },
      error(/^t has no column "AT"\. Did you mean "at"\? Its columns are id, at, plain, /),
    ),
    "a view": of(
      { table: "newest", column: "at", maxAge: "3d" },
      pass("2d 3h old (newest 2024-02-12T20:57:10Z)"),
    ),
    "a column of text": of(
      { column: "words", maxAge: "1d" },
      error(
        '"words" of t is text, not a timestamp or a date. Name a timestamp or date column, or check a view that casts it.',
      ),
    ),
    "no such table": of(
      { table: "nowhere", column: "at", maxAge: "1d" },
      error(/^There is no table nowhere\. If it is a staging/),
    ),
    "no duration": of(
      { column: "at", maxAge: "1 day" },
      error(/"1 day" is no length of time\. Write a number with a unit.* at maxAge\.$/),
    ),
    "a warning that never comes": of(
      { column: "at", maxAge: "1d", warnAge: "24h" },
      error(/it is not shorter than `maxAge`, so it would never warn.* at warnAge\.$/),
    ),
  },
});

function of(params: Partial<JsonObject>, expect: Expected, spec?: Partial<CheckSpec>): CheckCase {
  return { params: { table: "t", ...params } as JsonObject, expect, ...(spec && { spec }) };
}
