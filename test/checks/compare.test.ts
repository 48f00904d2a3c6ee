import assert from "node:assert/strict";
import { test } from "node:test";
import { compare } from "../../runner/checks/compare.ts";
import { error, fail, pass, testCheckTable } from "./check-case.ts";

const TABLES = `
  CREATE TABLE sales (id int, day date, amount numeric(10, 2), note text);
  INSERT INTO sales VALUES
    (1, '2024-02-14', 10.00, 'a'), (2, '2024-02-14', 20.50, NULL), (3, '2024-02-15', 30, 'c'), (3, '2024-02-15', 30, 'c');
  CREATE TABLE copied (note text, id bigint, day text, amount float8);
  INSERT INTO copied VALUES
    ('a', 1, '2024-02-14', 10), (NULL, 2, '2024-02-14', 20.5), ('c', 3, '2024-02-15', 30), ('C', 3, '2024-02-15', 30);
  CREATE TABLE left_sums (country text, "Day" date, total numeric, orders int);
  INSERT INTO left_sums VALUES
    ('de', '2024-02-14', 100, 5), ('de', '2024-02-15', 200, 6), ('fr', '2024-02-14', 50, 2), (NULL, '2024-02-14', 1, 1);
  CREATE TABLE right_sums ("Day" date, country text, orders bigint, total float8);
  INSERT INTO right_sums VALUES
    ('2024-02-14', 'de', 5, 100.4), ('2024-02-15', 'de', 7, 210), ('2024-02-14', 'it', 9, 9), ('2024-02-14', NULL, 1, 1);
  CREATE TABLE empty (id int);
  CREATE VIEW many AS SELECT generate_series(1, 100001) AS n`;

const ARCHIVE = `
  CREATE TABLE sales (id int, at timestamptz, amount numeric);
  INSERT INTO sales VALUES (1, '2024-02-14 13:00:00+01', 10), (2, '2024-02-14 12:00:00', 20.5);
  CREATE TABLE copied AS SELECT note, id, day::text, amount FROM (VALUES ('a', 1, date '2024-02-14', 10)) AS v (note, id, day, amount)`;

const FILES = {
  "total.sql":
    "SELECT count(*)\n  FROM sales\n WHERE day = '{{ ds }}';\n-- the end\n\n-- of\n-- the\n-- file",
  "bad.sql": "SELECT 1,\n  x\n-- and\n-- more\n-- lines",
};

testCheckTable("compare: one value", {
  kind: "compare",
  tables: TABLES,
  others: { archive: ARCHIVE },
  files: FILES,
  cases: {
    "the same": {
      params: { left: "SELECT count(*) FROM sales", right: "SELECT 4" },
      expect: pass("4", "4 (right)", { failed: 0, value: 4, message: "c: 4" }),
    },
    "not the same": {
      params: { left: "SELECT 319", right: "SELECT 320" },
      expect: fail("319", "320 (right)", {
        failed: 1,
        value: 319,
        message: "c: observed 319, expected 320 (right)",
        sql: "-- left\nSELECT 319;\n-- right\nSELECT 320;",
      }),
    },
    "numbers of other types": {
      params: { left: "SELECT 1.0::numeric", right: "SELECT 1" },
      expect: pass("1.0", "1 (right)"),
    },
    "numbers with exponents": {
      params: { left: "SELECT 1e21::float8", right: "SELECT 1000000000000000000000" },
      expect: pass(),
    },
    "beyond what JavaScript can count": {
      params: { left: "SELECT 9007199254740993", right: "SELECT 9007199254740992" },
      expect: fail(),
    },
    "text that looks like a number": {
      params: { left: "SELECT '007'", right: "SELECT '7'" },
      expect: fail("007", "7 (right)"),
    },
    "NULL and NULL": {
      params: { left: "SELECT NULL", right: "SELECT NULL" },
      expect: pass("NULL", "NULL (right)"),
    },
    "NULL and 0": { params: { left: "SELECT NULL", right: "SELECT 0" }, expect: fail("NULL", "0 (right)") },
    "NULL and the text NULL": { params: { left: "SELECT NULL", right: "SELECT 'NULL'" }, expect: fail() },
    "times with other offsets": {
      params: {
        left: "SELECT timestamptz '2024-03-31 03:00 Europe/Berlin'",
        right: "SELECT timestamptz '2024-03-31 01:00+00'",
      },
      expect: pass(),
    },
    "within a tolerance": {
      params: { left: "SELECT 1.1", right: "SELECT 1", tolerance: 0.1 },
      expect: pass("1.1", "1 ± 0.1 (right)"),
    },
    "outside a tolerance": {
      params: { left: "SELECT 1.1001", right: "SELECT 1", tolerance: 0.1 },
      expect: fail("1.1001", "1 ± 0.1 (right)"),
    },
    "within a percentage of the right one": {
      params: { left: "SELECT 99", right: "SELECT 100", tolerance: "1%" },
      expect: pass("99", "100 ± 1% (right)"),
    },
    "outside a percentage": {
      params: { left: "SELECT 101.01", right: "SELECT 100", tolerance: "1%" },
      expect: fail("101.01", "100 ± 1% (right)"),
    },
    "of a negative number": {
      params: { left: "SELECT -99.5", right: "SELECT -100", tolerance: "0.5%" },
      expect: pass(),
    },
    "no text is no number": {
      params: { left: "SELECT ''", right: "SELECT 0" },
      expect: fail('""', "0 (right)"),
    },
    "a tolerance is nothing to text": {
      params: { left: "SELECT '1a'", right: "SELECT '1b'", tolerance: 9 },
      expect: fail(),
    },
    "a tolerance is nothing to NULL": {
      params: { left: "SELECT NULL::int", right: "SELECT 0", tolerance: 9 },
      expect: fail(),
    },
    "a file, on another connection": {
      params: { left: "total.sql", right: { sql: "SELECT count(*) FROM sales", connection: "archive" } },
      expect: pass("2", "2 (right)", {
        sql: "-- left\nSELECT count(*)\n  FROM sales\n WHERE day = '2024-02-14';\n-- right, on archive\nSELECT count(*) FROM sales;",
      }),
    },
    "a warning": {
      params: { left: "SELECT 1", right: "SELECT 2" },
      spec: { severity: { warn: { count: 0 } } },
      expect: { outcome: "warn", failed: 1 },
    },
    "an error in a file": {
      params: { left: "SELECT 1", right: "bad.sql" },
      expect: error('bad.sql:2:3: column "x" does not exist (SQLSTATE 42703).'),
    },
    "an error in a file, named inside": {
      params: { left: { sql: "bad.sql" }, right: "SELECT 1", where: "true" },
      expect: error('bad.sql:2:3: column "x" does not exist (SQLSTATE 42703).'),
    },
    "an error in the condition": {
      params: { left: "total.sql", right: "SELECT 1", where: "-- all\n y" },
      expect: error('column "y" does not exist at line 2, column 2 of `where` (SQLSTATE 42703).'),
    },
    "a table that the other connection does not have": {
      params: {
        left: "SELECT count(*) FROM left_sums",
        right: { sql: "SELECT count(*) FROM left_sums", connection: "archive" },
      },
      expect: error(
        /^relation "left_sums" does not exist at line 1, column 22 of `right\.sql` \(SQLSTATE 42P01\)/,
      ),
    },
  },
});

testCheckTable("compare: rows in any order", {
  kind: "compare",
  tables: TABLES,
  others: { archive: ARCHIVE },
  files: FILES,
  cases: {
    "the same rows": {
      params: {
        left: "SELECT id, day, amount FROM sales ORDER BY id",
        right: "SELECT id, day, amount FROM copied ORDER BY id DESC",
      },
      expect: pass("4 rows, the same on both sides", "the same rows on both sides", {
        failed: 0,
        of: 8,
        value: 0,
      }),
    },
    "a row as often as it is there": {
      params: { left: "SELECT id, note FROM sales", right: "SELECT id, note FROM copied" },
      expect: fail(
        "1 of 4 rows only on the left, 1 of 4 rows only on the right",
        "the same rows on both sides",
        {
          failed: 2,
          of: 8,
          value: 2,
          failing: {
            columns: ["side", "id", "note"],
            rows: [
              ["left", 3, "c"],
              ["right", "3", "C"],
            ],
            isCut: false,
          },
        },
      ),
    },
    "more on one side": {
      params: { left: "SELECT id FROM sales", right: "SELECT DISTINCT id FROM sales" },
      expect: fail("1 of 4 rows only on the left", undefined, { failed: 1, of: 7 }),
    },
    "one row of several columns": {
      params: { left: "SELECT 1, 'a'", right: "SELECT 1, 'b'" },
      expect: fail("1 of 1 row only on the left, 1 of 1 row only on the right", undefined, {
        failed: 2,
        of: 2,
      }),
    },
    "one row within a tolerance": {
      params: { left: "SELECT 1.0, 'a', 100", right: "SELECT 1.05, 'a', 99", tolerance: 1 },
      expect: pass("1 row, the same on both sides"),
    },
    "one row with its values in other columns": {
      params: { left: "SELECT 1, 2", right: "SELECT 2, 1" },
      expect: fail(),
    },
    "a value against no row": {
      params: { left: "SELECT 1", right: "SELECT 1 WHERE false" },
      expect: fail("1 of 1 row only on the left", undefined, { failed: 1, of: 1 }),
    },
    "no rows": {
      params: { left: { table: "empty" }, right: "SELECT id FROM sales WHERE false" },
      expect: pass("0 rows, the same on both sides", undefined, { failed: 0, of: 0 }),
    },
    "no rows are skipped when asked for": {
      params: { left: { table: "empty" }, right: { table: "empty" } },
      spec: { onEmpty: "skip" },
      expect: { outcome: "skipped" },
    },
    "NULL is only NULL": {
      params: { left: "SELECT NULL UNION ALL SELECT NULL", right: "SELECT NULL UNION ALL SELECT ''" },
      expect: fail("1 of 2 rows only on the left, 1 of 2 rows only on the right"),
    },
    "tables on two connections, with a condition": {
      params: {
        left: { sql: "SELECT id, amount FROM sales" },
        right: { sql: "SELECT id, amount FROM sales", connection: "archive" },
        where: "id < 3 -- both",
      },
      expect: pass("2 rows, the same on both sides"),
    },
    "whole tables": {
      params: {
        left: { table: "copied" },
        right: { table: "public.COPIED", connection: "archive" },
        where: "day = '{{ ds }}'",
      },
      expect: fail("1 of 2 rows only on the left", undefined, {
        failing: {
          columns: ["side", "note", "id", "day", "amount"],
          rows: [["left", null, "2", "2024-02-14", 20.5]],
          isCut: false,
        },
        sql: /-- right, on archive\nSELECT \* FROM \(\nSELECT \* FROM "public"\."copied"\n\) AS query WHERE \(day = '2024-02-14'\);$/,
      }),
    },
    "only some rows are kept": {
      params: { left: "SELECT generate_series(1, 100)", right: { table: "empty" } },
      spec: { keepRows: 5 },
      expect: fail("100 of 100 rows only on the left", undefined, { kept: { rows: 5, isCut: true } }),
    },
    "as many rows as allowed": {
      params: { left: "SELECT id FROM sales", right: "SELECT DISTINCT id FROM sales" },
      spec: { severity: { warn: { percent: 14 }, error: { percent: 15 } } },
      expect: { outcome: "warn" },
    },
    "another number of columns": {
      params: { left: "SELECT 1 AS a, 2 AS b", right: "SELECT 1 AS c" },
      expect: error(
        "The left side has 2 columns (a, b), the right side 1 (c). Select the same columns, in the same order, on both sides.",
      ),
    },
    "a tolerance for several rows": {
      params: { left: "SELECT id FROM sales", right: "SELECT id FROM copied", tolerance: 1 },
      expect: error(
        /^With a tolerance, rows that differ a little cannot be matched.* in `key`, or compare one row\.$/,
      ),
    },
    "too many rows": {
      params: { left: "SELECT 1", right: { table: "many" } },
      expect: error(
        "The right side has more than 100,000 rows, too many to compare. Compare counts and sums by day or by key, or some of the rows with `where`.",
      ),
    },
    "as many rows as are compared": {
      params: { left: { table: "many" }, right: { table: "many" }, where: "n <= 100000" },
      expect: pass("100,000 rows, the same on both sides"),
    },
  },
});

testCheckTable("compare: rows by key", {
  kind: "compare",
  tables: TABLES,
  others: { archive: ARCHIVE },
  cases: {
    "columns by name, in any order": {
      params: {
        left: "SELECT country, total, orders FROM left_sums WHERE orders IN (1, 5)",
        right: "SELECT orders, total - 0.4 * (orders / 5) AS total, country FROM right_sums WHERE orders < 7",
        key: "country",
      },
      expect: pass("2 rows, the same on both sides", "the same rows on both sides", {
        failed: 0,
        of: 2,
        value: 0,
      }),
    },
    "several columns as key, NULL among them": {
      params: { left: { table: "left_sums" }, right: { table: "right_sums" }, key: ["COUNTRY", '"Day"'] },
      expect: fail(
        "4 of 5 rows different: total in 2, orders in 1, 1 only on the left, 1 only on the right",
        "the same rows on both sides",
        {
          failed: 4,
          of: 5,
          value: 4,
          failing: {
            columns: ["key", "column", "left", "right"],
            rows: [
              ["de, 2024-02-14", "total", "100", 100.4],
              ["de, 2024-02-15", "total", "200", 210],
              ["de, 2024-02-15", "orders", 6, "7"],
              ["fr, 2024-02-14", "(row)", "there", "missing"],
              ["it, 2024-02-14", "(row)", "missing", "there"],
            ],
            isCut: false,
          },
        },
      ),
    },
    "with a tolerance": {
      params: {
        left: { table: "left_sums" },
        right: { table: "right_sums" },
        key: ["country", '"Day"'],
        tolerance: "1%",
        where: "country = 'de'",
      },
      expect: fail(
        "1 of 2 rows different: total in 1, orders in 1",
        "the same rows on both sides, numbers ± 1%",
      ),
    },
    "a key of one column is itself": {
      params: {
        left: "SELECT id, amount FROM sales WHERE id < 3",
        right: { sql: "SELECT id, amount + 1 AS amount FROM sales", connection: "archive" },
        key: "id",
      },
      expect: fail("2 of 2 rows different: amount in 2", undefined, {
        failing: {
          columns: ["key", "column", "left", "right"],
          rows: [
            [1, "amount", "10.00", "11"],
            [2, "amount", "20.50", "21.5"],
          ],
          isCut: false,
        },
      }),
    },
    "keys that are numbers of other types": {
      params: { left: "SELECT 1 AS k, 'a' AS v", right: "SELECT 1.0 AS k, 'a' AS v", key: "k" },
      expect: pass("1 row, the same on both sides"),
    },
    "nothing but the key": {
      params: { left: "SELECT 1 AS k", right: "SELECT 2 AS k", key: "k" },
      expect: fail("2 of 2 rows different: 1 only on the left, 1 only on the right"),
    },
    "no rows": {
      params: { left: { table: "empty" }, right: { table: "empty" }, key: "id" },
      spec: { onEmpty: "skip" },
      expect: {
        outcome: "skipped",
        message: "c: skipped, nothing to check (0 rows, the same on both sides)",
      },
    },
    "a key that several rows have": {
      params: { left: "SELECT id, note FROM sales", right: "SELECT id, note FROM sales", key: "id" },
      expect: error(
        "The left side has several rows with id = 3. Name the columns in `key` that say which row it is, or leave it out to compare whole rows.",
      ),
    },
    "a key that is not there": {
      params: { left: "SELECT id, note FROM sales", right: "SELECT id AS idd, note FROM sales", key: "id" },
      expect: error(
        'The right side has no column "id", which `key` names. Did you mean "idd"? Its columns are idd, note.',
      ),
    },
    "other columns": {
      params: {
        left: "SELECT id, note, day FROM sales",
        right: "SELECT id, note AS n FROM sales",
        key: "id",
      },
      expect: error(
        "With `key`, columns are matched by name, but only the left side has note, day, and only the right side has n. Select the same columns on both sides, renamed with AS where they are called otherwise.",
      ),
    },
    "a column twice": {
      params: { left: "SELECT id, note, note FROM sales", right: "SELECT id, note FROM sales", key: "id" },
      expect: error(
        'The left side has two columns "note", and with `key` columns are matched by name. Rename one of them with AS.',
      ),
    },
  },
});

testCheckTable("compare: parameters that do not fit", {
  kind: "compare",
  tables: "",
  cases: {
    "a table where a query belongs": {
      params: { left: "songplays", right: "SELECT 1" },
      expect: error(/it is no query; all rows of a table are \{ table: "songplays" \}/),
    },
    "neither a query nor a table": {
      params: { left: { connection: "a" }, right: "SELECT 1" },
      expect: error(/give one of `sql` and `table`/),
    },
    both: {
      params: { left: { sql: "SELECT 1", table: "t" }, right: "SELECT 1" },
      expect: error(/give one of `sql` and `table`/),
    },
    "a tolerance that is none": {
      params: { left: "SELECT 1", right: "SELECT 1", tolerance: "1 percent" },
      expect: error(/it is neither a number nor a percentage such as "1%"/),
    },
    "a tolerance below zero": {
      params: { left: "SELECT 1", right: "SELECT 1", tolerance: -1 },
      expect: error(/at tolerance/),
    },
  },
});

test("compare: names and tables", () => {
  const left = "SELECT 1\n  FROM a";
  const right = { table: "mart.b", connection: "archive" };
  assert.equal(compare.defaultName({ left, right }), "compare SELECT 1 FROM a to mart.b on archive");
  assert.deepEqual(compare.tables({ left, right }), ["mart.b"]);
  assert.deepEqual(compare.tables({ left, right: left }), []);
});
