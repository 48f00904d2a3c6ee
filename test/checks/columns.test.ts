import type { CheckSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { type CheckCase, type Expected, error, fail, pass, testCheckTable } from "./check-case.ts";

testCheckTable("columns", {
  kind: "columns",
  tables: `
    CREATE TABLE t (
      id bigint NOT NULL, name varchar(20), at timestamptz NOT NULL, price numeric(18, 2), "Mixed Case" text,
      _loaded timestamp);
    CREATE SCHEMA "Mixed Case";
    CREATE TABLE "Mixed Case"."T" ("it's" int, "a""b" int);
    CREATE TABLE bare ();
    CREATE VIEW seen AS SELECT id, name FROM t`,
  cases: {
    "they are there": of(
      { columns: ["id", "NAME", '"Mixed Case"'] },
      pass("3 columns", "3 columns", { failed: 0, of: 3, value: 0, message: "c: 3 columns" }),
    ),
    "one is missing": of(
      { columns: ["id", "level"] },
      fail("1 of 2 columns wrong: level is missing", "level", {
        failed: 1,
        of: 2,
        value: 1,
        message: "c: observed 1 of 2 columns wrong: level is missing, expected level",
        failing: {
          columns: ["column", "expected", "actual"],
          rows: [["level", "any type", "missing"]],
          isCut: false,
        },
      }),
    ),
    "names in quotes do not fold": of(
      { columns: ['"Id"'] },
      fail("1 of 1 column wrong: Id is missing", "Id"),
    ),
    "types by other names": of(
      {
        columns: {
          id: "INT8",
          name: "varchar( 20 )",
          at: "timestamptz",
          price: "decimal(18,2)",
          '"Mixed Case"': true,
        },
      },
      pass("5 columns"),
    ),
    "other types": of(
      { columns: { id: "integer", name: "varchar", price: "numeric(18, 2)" } },
      fail(
        "2 of 3 columns wrong: id is bigint, name is character varying(20)",
        "id integer, name character varying",
        {
          failing: {
            columns: ["column", "expected", "actual"],
            rows: [
              ["id", "integer", "bigint"],
              ["name", "character varying", "character varying(20)"],
            ],
            isCut: false,
          },
        },
      ),
    ),
    "whether NULL is taken": of(
      {
        columns: {
          id: { nullable: false },
          name: { nullable: true },
          at: { type: "timestamptz", nullable: false },
        },
      },
      pass("3 columns"),
    ),
    "NULL is taken and should not be, and the other way round": of(
      {
        columns: {
          id: { type: "bigint", nullable: true },
          name: { nullable: false },
          at: { type: "date", nullable: true },
        },
      },
      fail(
        "3 of 3 columns wrong: id is not null, name is nullable, at is timestamp with time zone not null",
        "id bigint nullable, name not null, at date nullable",
        {
          failed: 3,
          failing: {
            columns: ["column", "expected", "actual"],
            rows: [
              ["id", "bigint nullable", "bigint not null"],
              ["name", "not null", "nullable"],
              ["at", "date nullable", "timestamp with time zone not null"],
            ],
            isCut: false,
          },
        },
      ),
    ),
    "more than three are told in the rows": of(
      { columns: ["a", "b", "c", "d", "e"] },
      fail("5 of 5 columns wrong: a is missing, b is missing, c is missing, 2 more", "a, b, c", {
        kept: { rows: 5, isCut: false },
      }),
    ),
    "exactly these": of(
      { columns: ["id", "name", "at", "price", '"Mixed Case"', "_loaded"], exact: true },
      pass("6 columns"),
    ),
    "others are there": of(
      { columns: ["id", "name", "at", "price"], exact: true },
      fail(
        "2 of 6 columns wrong: Mixed Case is not expected, _loaded is not expected",
        "no Mixed Case, no _loaded",
        {
          failing: {
            columns: ["column", "expected", "actual"],
            rows: [
              ["Mixed Case", "no column", "text"],
              ["_loaded", "no column", "timestamp without time zone"],
            ],
            isCut: false,
          },
        },
      ),
    ),
    "others that do not matter": of(
      {
        columns: ["id", "name", "at", "price"],
        exact: true,
        where: "name NOT LIKE '\\_%' -- not '{{ ds }}'",
      },
      fail("1 of 5 columns wrong: Mixed Case is not expected"),
    ),
    "others by type and NULL": of(
      { columns: ["price"], exact: true, where: "type = 'bigint' OR nullable AND type LIKE 'character%'" },
      fail("2 of 3 columns wrong: id is not expected, name is not expected"),
    ),
    "a wrong condition": of(
      { columns: ["id"], exact: true, where: "typ = 'x'" },
      error(/^column "typ" does not exist at line 1, column 1 of `where` \(SQLSTATE 42703\)\./),
    ),
    "names with quotes in them": of(
      {
        table: '"Mixed Case"."T"',
        columns: { '"it\'s"': "int", '"a""b"': true },
        exact: true,
        where: "name <> 'x'",
      },
      pass("2 columns", undefined, { sql: /table_name = 'T' AND table_schema = 'Mixed Case'/ }),
    ),
    "a view": of({ table: "seen", columns: { id: "bigint", name: "varchar(20)" }, exact: true }, pass()),
    "a table without columns": of(
      { table: "bare", columns: ["id"], exact: true, where: "true" },
      fail("1 of 1 column wrong: id is missing"),
    ),
    "no such table": of(
      { table: "nowhere", columns: ["id"] },
      error(/^There is no table nowhere\. If it is a staging table: a run has it until it has succeeded/),
    ),
    "no such table is skipped when asked for": of(
      { table: "nowhere", columns: ["id"] },
      { outcome: "skipped", message: "c: skipped, nothing to check (no table nowhere)" },
      { onEmpty: "skip" },
    ),
    "no such table is no mere warning": of(
      { table: "nowhere", columns: ["id"] },
      { outcome: "error" },
      { severity: { warn: { count: 0 } } },
    ),
    "a warning": of(
      { columns: ["id", "level"] },
      { outcome: "warn", kept: { rows: 1, isCut: false } },
      { severity: { warn: { count: 0 } } },
    ),
    "a percentage of the columns": of(
      { columns: ["id", "level"] },
      { outcome: "warn" },
      { severity: { warn: { percent: 49 }, error: { percent: 50 } } },
    ),
    "as many as allowed": of({ columns: ["id", "level"] }, pass("1 of 2 columns wrong: level is missing"), {
      severity: { error: { count: 1 } },
    }),
    "a name with a template": of(
      { columns: ["day_{{ ds_nodash }}"] },
      fail("1 of 1 column wrong: day_20240214 is missing"),
    ),
    "a condition without exact": of(
      { columns: ["id"], where: "true" },
      error(/it says which columns `exact` minds.* at where\.$/),
    ),
    "no column at all": of({ columns: {} }, error(/name at least one column.* at columns\.$/)),
    "no name of a column": of({ columns: ["mixed case"] }, error(/"mixed case" is not the name of a column/)),
    "a column of which nothing is said": of({ columns: { id: {} } }, error(/give `type` or `nullable`/)),
  },
});

function of(params: Partial<JsonObject>, expect: Expected, spec?: Partial<CheckSpec>): CheckCase {
  return { params: { table: "t", ...params } as JsonObject, expect, ...(spec && { spec }) };
}
