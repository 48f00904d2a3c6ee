import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { sql } from "../../runner/checks/sql.ts";
import { type CheckCase, type Expected, error, fail, pass, testCheckTable } from "./check-case.ts";

const TABLES = `
  CREATE TABLE t (n int, d date);
  INSERT INTO t VALUES (1, '2024-02-13'), (2, '2024-02-14'), (3, '2024-02-15'), (NULL, NULL);
  CREATE TABLE "Mixed Case" ("A" int);
  CREATE TABLE empty (n int);
  CREATE SEQUENCE counter`;

const FILES = {
  "one.sql": "-- one\nSELECT '{{ ds }}';\n-- the end",
  "bad.sql": "-- a comment\nSELECT 1,\n  x\n\n-- more\n-- and more",
  "rows.sql": "SELECT n\n  FROM t\n WHERE n > 1\n-- not 1",
};

testCheckTable("sql: one value", {
  kind: "sql",
  tables: TABLES,
  files: FILES,
  cases: {
    "a number": of("SELECT count(*) FROM t", 4, pass("4", "4", { failed: 0, value: 4, message: "c: 4" })),
    "another number": of(
      "SELECT count(*) FROM t",
      5,
      fail("4", "5", { failed: 1, value: 4, message: "c: observed 4, expected 5" }),
    ),
    "a number as text": of("SELECT count(*) FROM t", "4", pass("4", "4")),
    "a numeric with zeros": of("SELECT 0.00", 0, pass("0.00", "0")),
    "text that is a number": of("SELECT '0.00'::text", 0, pass("0.00", "0")),
    "minus nothing": of("SELECT -0.0", 0, pass("0.0", "0")),
    "a long numeric": of("SELECT 1684759.74663::numeric(20, 10)", 1684759.74663, pass()),
    "a number with an exponent": of("SELECT 1e3::float8", 1000, pass()),
    "a small number": of("SELECT 0.00000015", 1.5e-7, pass("0.00000015", "1.5e-7")),
    "beyond what JavaScript can count": of("SELECT 9007199254740993", "9007199254740992", fail()),
    "nearly the same": of("SELECT 1.5", 1.50001, fail()),
    true: of("SELECT true", true, pass("true", "true")),
    "not false": of("SELECT true", false, fail("true", "false")),
    "1 is not true": of("SELECT 1", true, fail("1", "true")),
    NULL: of("SELECT NULL", null, pass("NULL", "NULL")),
    "NULL is not 0": of("SELECT NULL", 0, fail("NULL", "0", { failed: 1 })),
    "0 is not NULL": of("SELECT 0", null, fail("0", "NULL")),
    "the text NULL is not NULL": of("SELECT 'NULL'", null, fail("NULL", "NULL")),
    "the first column of the first row": of(
      "SELECT 'abc', 1 UNION ALL SELECT 'd', 2",
      "abc",
      pass("abc", "abc"),
    ),
    "text is no number": of("SELECT 'abc'", 0, fail("abc", "0")),
    "no text is not 0": of("SELECT ''", 0, fail('""', "0")),
    "a file, with templates": of(
      "one.sql",
      "{{ ds }}",
      pass("2024-02-14", "2024-02-14", { sql: "SELECT '2024-02-14'" }),
    ),
    "WITH, and a semicolon": of("WITH x AS (SELECT 1 AS n) SELECT n FROM x;", 1, pass()),
    "names in quotes": of('SELECT count("A") FROM "Mixed Case"', 0, pass()),
    limits: of("SELECT count(*) FROM t", { min: 1, max: 4 }, pass("4", "1 to 4")),
    "below a limit": of(
      "SELECT count(*) FROM t",
      { min: 4.5 },
      fail("4", "at least 4.5", { failed: 1, value: 4 }),
    ),
    "above a limit": of("SELECT 4.01", { max: 4 }, fail("4.01", "at most 4")),
    "NULL is within no limits": of("SELECT NULL::int", { min: 0 }, fail("NULL", "at least 0")),
    "text is within no limits": of("SELECT 'many'", { max: 9 }, fail("many", "at most 9")),
    "a number's text is": of("SELECT '7'", { max: 9 }, pass("7", "at most 9", { value: 7 })),
    "a condition on the query's rows": {
      params: {
        sql: "SELECT n, d FROM t ORDER BY n DESC",
        expect: 2,
        where: "d = '{{ ds }}' OR false -- the day",
      },
      expect: pass("2", "2", {
        sql: "SELECT * FROM (\nSELECT n, d FROM t ORDER BY n DESC\n) AS query WHERE (d = '2024-02-14' OR false -- the day\n)",
      }),
    },
    "an error in the condition": {
      params: { sql: "rows.sql", expect: 2, where: "n = 1 AND\n  day = 1" },
      expect: error('column "day" does not exist at line 2, column 3 of `where` (SQLSTATE 42703).'),
    },
    "an error in the file, with a condition": {
      params: { sql: "bad.sql", expect: 2, where: "n = 1" },
      expect: error('bad.sql:3:3: column "x" does not exist (SQLSTATE 42703).'),
    },
    "a warning": of("SELECT 1", 2, { outcome: "warn" }, { severity: { warn: { count: 0 } } }),
    "no row": of(
      "SELECT n FROM t WHERE false",
      0,
      error(
        "The check's query gave no row, so there is no value to compare. Let it always give one row with one value, for example with count(*) or max(…).",
      ),
    ),
    "two statements": of(
      "SELECT 1; SELECT 2",
      1,
      error(
        "Only one SELECT can stand here, but a second statement follows: SELECT 2. Leave one SELECT; statements that prepare something go into a runSql task upstream.",
      ),
    ),
    "no SELECT": of(
      "DELETE FROM t",
      1,
      error(
        "A SELECT is needed here, but the SQL text has: DELETE FROM t. Write a query that starts with SELECT or WITH; for other statements there is runSql.",
      ),
    ),
    "a WITH that writes": of(
      "WITH gone AS (DELETE FROM t RETURNING n) SELECT count(*) FROM gone",
      4,
      error(/^Checks only read: cannot execute SELECT in a read-only transaction/),
    ),
    "a function that writes": of("SELECT nextval('counter')", 1, error(/^Checks only read: .*nextval\(\)/)),
    "a condition that ends the statement": {
      params: { sql: "SELECT 1", expect: 1, where: "true; DELETE FROM t" },
      expect: error(
        /^A condition is a part of a statement, but a ";" ends it at line 1, column 5 of `where`/,
      ),
    },
    "nothing was written": of(
      "SELECT count(*) || ' ' || (SELECT is_called FROM counter) FROM t",
      "4 false",
      pass(),
    ),
    "an error in a file": of("bad.sql", 1, error('bad.sql:3:3: column "x" does not exist (SQLSTATE 42703).')),
    "an error in the text": of(
      "SELECT x",
      1,
      error('column "x" does not exist at line 1, column 8 of `sql` (SQLSTATE 42703).'),
    ),
    "an error of the data": of("SELECT 1 / (n - 1) FROM t", 1, error(/^division by zero \(SQLSTATE 22012\)/)),
  },
});

testCheckTable("sql: no rows", {
  kind: "sql",
  tables: TABLES,
  files: FILES,
  cases: {
    "no row": {
      params: { sql: "SELECT * FROM t WHERE n > 3", noRows: true },
      expect: pass("0 rows", "no rows", { failed: 0, value: 0 }),
    },
    rows: {
      params: { sql: "rows.sql", noRows: true },
      expect: fail("2 rows", "no rows", {
        failed: 2,
        value: 2,
        message: "c: observed 2 rows, expected no rows",
        sql: "SELECT n\n  FROM t\n WHERE n > 1",
        failing: { columns: ["n"], rows: [[2], [3]], isCut: false },
      }),
    },
    "with a condition": {
      params: { sql: "rows.sql", noRows: true, where: "n < 3 -- less" },
      expect: fail("1 row", undefined, { failing: { columns: ["n"], rows: [[2]], isCut: false } }),
    },
    "columns without names": {
      params: { sql: "SELECT 1, 'a', NULL", noRows: true },
      expect: fail("1 row", undefined, {
        failing: { columns: ["?column?", "?column?", "?column?"], rows: [[1, "a", null]], isCut: false },
      }),
    },
    "an empty table": { params: { sql: "TABLE empty", noRows: true }, expect: pass("0 rows") },
    "only some are kept": {
      params: { sql: "SELECT generate_series(1, 1000)", noRows: true },
      spec: { keepRows: 3 },
      expect: fail("1,000 rows", undefined, { failed: 1000, kept: { rows: 3, isCut: true } }),
    },
    "as many rows as allowed": {
      params: { sql: "rows.sql", noRows: true },
      spec: { severity: { error: { count: 2 }, warn: { count: 1 } } },
      expect: { outcome: "warn" },
    },
    "an error in a file": {
      params: { sql: "bad.sql", noRows: true },
      expect: error('bad.sql:3:3: column "x" does not exist (SQLSTATE 42703).'),
    },
    "no statement that changes": {
      params: { sql: "WITH gone AS (DELETE FROM t RETURNING n) SELECT n FROM gone", noRows: true },
      expect: error(/^WITH clause containing a data-modifying statement must be at the top level/),
    },
  },
});

testCheckTable("sql: several statements", {
  kind: "sql",
  tables: TABLES,
  files: FILES,
  cases: {
    "all hold": {
      params: {
        statements: [
          { sql: "SELECT count(*) FROM t", expect: 4 },
          { sql: "TABLE empty", noRows: true },
        ],
      },
      expect: pass("2 statements as expected", "all of them", {
        failed: 0,
        of: 2,
        value: 0,
        sql: "SELECT count(*) FROM t;\nTABLE empty;",
      }),
    },
    "some do not": {
      params: {
        statements: [
          { sql: "SELECT count(*) FROM t", expect: { max: 3 }, name: "few" },
          { sql: "one.sql", expect: "{{ ds }}" },
          { sql: "rows.sql", noRows: true },
        ],
      },
      expect: fail(
        "2 of 3 statements not as expected: few: 4; rows.sql: 2 rows",
        "few: at most 3; rows.sql: no rows",
        {
          failed: 2,
          of: 3,
          value: 2,
          failing: {
            columns: ["statement", "observed", "expected"],
            rows: [
              ["few", "4", "at most 3"],
              ["rows.sql", "2 rows", "no rows"],
            ],
            isCut: false,
          },
        },
      ),
    },
    "a long statement is shortened, but for the rows": {
      params: { statements: [{ sql: `SELECT 1\n${" + 1".repeat(30)}`, expect: 2 }] },
      expect: fail(`1 of 1 statement not as expected: SELECT 1${" + 1".repeat(10)} …: 31`, undefined, {
        failing: {
          columns: ["statement", "observed", "expected"],
          rows: [[`SELECT 1${" + 1".repeat(30)}`, "31", "2"]],
          isCut: false,
        },
      }),
    },
    "a percentage of them": {
      params: {
        statements: [
          { sql: "SELECT 1", expect: 1 },
          { sql: "SELECT 1", expect: 2 },
        ],
      },
      spec: { severity: { warn: { percent: 49 }, error: { percent: 50 } } },
      expect: { outcome: "warn" },
    },
    "a condition counts for all": {
      params: {
        statements: [
          { sql: "SELECT n FROM t", expect: 2 },
          { sql: "TABLE t", noRows: true },
        ],
        where: "n = 2",
      },
      expect: fail("1 of 2 statements not as expected: TABLE t: 1 row"),
    },
    "an error in one": {
      params: {
        statements: [
          { sql: "SELECT 1", expect: 2 },
          { sql: "bad.sql", expect: 1 },
        ],
      },
      expect: error('bad.sql:3:3: column "x" does not exist (SQLSTATE 42703).'),
    },
  },
});

testCheckTable("sql: parameters that do not fit", {
  kind: "sql",
  tables: "",
  cases: {
    "neither sql nor statements": {
      params: { expect: 1 },
      expect: error(/give one of `sql` and `statements`/),
    },
    both: {
      params: { sql: "SELECT 1", expect: 1, statements: [{ sql: "SELECT 1", expect: 1 }] },
      expect: error(/give one of `sql` and `statements`/),
    },
    "nothing expected": {
      params: { sql: "SELECT 1" },
      expect: error(/give one of `expect` and `noRows: true`/),
    },
    "two things expected": {
      params: { sql: "SELECT 1", expect: null, noRows: true },
      expect: error(/give one of `expect` and `noRows: true`/),
    },
    "nothing expected of a statement": {
      params: { statements: [{ sql: "SELECT 1" }] },
      expect: error(/give one of `expect` and `noRows: true`.* at statements\[0\]\.$/),
    },
    "something expected of all statements": {
      params: { statements: [{ sql: "SELECT 1", expect: 1 }], expect: null },
      expect: error(/`expect` and `noRows` belong to each of them/),
    },
    "no limits": {
      params: { sql: "SELECT 1", expect: {} },
      expect: error(/give at least one of `min` and `max`/),
    },
    "crossed limits": {
      params: { sql: "SELECT 1", expect: { min: 2, max: 1 } },
      expect: error(/`min` is greater than `max`/),
    },
    "no statements": { params: { statements: [] }, expect: error(/statements/) },
  },
});

test("sql: names and units", () => {
  assert.equal(sql.defaultName({ sql: "checks/a.sql", expect: 0 }), "sql checks/a.sql");
  assert.equal(sql.defaultName({ sql: "SELECT 1\n  FROM t ", expect: 0 }), "sql SELECT 1 FROM t");
  const statements = [
    { sql: "a.sql", expect: 1 },
    { sql: "b.sql", noRows: true as const, name: "b" },
  ];
  assert.equal(sql.defaultName({ statements }), "sql a.sql, b");
  assert.equal(sql.counts({ statements }), "statement");
  assert.equal(sql.counts({ sql: "a.sql", noRows: true }), "row");
  assert.equal(sql.counts({ sql: "a.sql", expect: 1 }), undefined);
});

function of(
  sql: string,
  expect: NonNullable<JsonObject["expect"]> | null,
  expected: Expected,
  spec?: Partial<CheckSpec>,
): CheckCase {
  return { params: { sql, expect }, expect: expected, ...(spec && { spec }) };
}
