import type { JsonObject } from "../../protocol/json.ts";
import { type CheckCase, type Expected, error, fail, pass, testCheckTable } from "./check-case.ts";

testCheckTable("matches", {
  kind: "matches",
  tables: `
    CREATE TABLE t (id int, email text, c char(5), at timestamptz, "Weird ""col" text);
    INSERT INTO t VALUES
      (1, 'a@example.com', 'ab', '2024-02-14 00:00+00', 'x\\y'), (2, 'nobody', 'ab', NULL, 'it''s'),
      (3, '', 'abcde', NULL, NULL), (4, NULL, NULL, NULL, NULL);
    CREATE SCHEMA "Mixed Case";
    CREATE TABLE "Mixed Case"."T" AS SELECT * FROM t;
    CREATE TABLE empty (email text)`,
  cases: {
    "all match": of(
      { regex: "@", where: "id = 1" },
      pass("1 value, all matching", "email matching @", { failed: 0, of: 1 }),
    ),
    "some do not match": of(
      { regex: "^[^@]+@[^@]+$" },
      fail("2 of 3 values not matching", "email matching ^[^@]+@[^@]+$", {
        failed: 2,
        of: 3,
        value: 2,
        kept: { rows: 2, isCut: false },
      }),
    ),
    "it may match anywhere": of({ regex: "example" }, fail(/^2 of 3/)),
    "letters' case counts": of({ regex: "EXAMPLE" }, fail(/^3 of 3/)),
    "with a template": of({ column: "at", regex: "^{{ ds }}" }, pass("1 value, all matching")),
    numbers: of({ column: "id", regex: "^[0-9]$" }, pass("4 values, all matching")),
    "the blanks of a type with a length": of(
      { column: "c", regex: "^(ab|abcde)$" },
      pass("3 values, all matching"),
    ),
    "backslashes and quotes": of(
      { column: '"Weird ""col"', regex: "(\\\\|')" },
      pass("2 values, all matching"),
    ),
    "names in quotes": of(
      { table: '"Mixed Case"."T"', column: '"Weird ""col"', regex: "^x" },
      fail(/^1 of 2/),
    ),
    "an empty table": of({ table: "empty", regex: "x" }, pass("0 values, all matching")),
    "an empty table, skipped": of(
      { table: "empty", regex: "x" },
      { outcome: "skipped" },
      { onEmpty: "skip" },
    ),
    "NULL is left out": of({ regex: "x", where: "email IS NULL" }, pass("0 values, all matching")),
    warned: of({ regex: "@" }, { outcome: "warn" }, { severity: { warn: { count: 0 } } }),
    "a threshold in percent": of({ regex: "@" }, pass(), { severity: { error: { percent: 67 } } }),
    "no regular expression": of(
      { regex: "(" },
      error(/^invalid regular expression: parentheses \(\) not balanced/),
    ),
    "hostile text": of({ regex: "x' OR 'a'='a" }, fail(/^3 of 3/)),
    "no such column": of({ column: "x", regex: "x" }, error(/^column "x" does not exist/)),
    "no text": of({ regex: "" }, error(/The parameters of the check c are wrong/)),
  },
});

function of(params: JsonObject, expect: Expected, spec: CheckCase["spec"] = {}): CheckCase {
  return { params: { table: "t", column: "email", ...params }, expect, spec };
}
