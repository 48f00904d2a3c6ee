import type { CheckSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { type CheckCase, type Expected, error, fail, pass, testCheckTable } from "./check-case.ts";

testCheckTable("relationship", {
  kind: "relationship",
  tables: `
    CREATE TABLE users (user_id int, country text, name text);
    INSERT INTO users VALUES (1, 'de', 'a'), (2, 'de', 'b'), (2, 'fr', 'c'), (NULL, 'de', 'nobody');
    CREATE TABLE plays (play_id int, user_id int, country text, day date);
    INSERT INTO plays VALUES
      (1, 1, 'de', '2024-02-14'), (2, 2, 'fr', '2024-02-14'), (3, 3, 'de', '2024-02-14'),
      (4, NULL, 'de', '2024-02-14'), (5, 1, 'fr', '2024-02-15'), (6, 1, NULL, '2024-02-15');
    CREATE SCHEMA "Mixed Case";
    CREATE TABLE "Mixed Case"."Users" ("User Id" int, id bigint, code text);
    INSERT INTO "Mixed Case"."Users" VALUES (1, 1, '1'), (2, 2, '2');
    CREATE TABLE nobody (user_id int);
    CREATE TABLE no_plays (user_id int)`,
  cases: {
    "a row without counterpart": of(
      { columns: "user_id" },
      fail("1 of 5 rows not in users", "each user_id in users", {
        failed: 1,
        of: 5,
        value: 1,
        message: "c: observed 1 of 5 rows not in users, expected each user_id in users",
        failing: {
          columns: ["play_id", "user_id", "country", "day"],
          rows: [[3, 3, "de", "2024-02-14"]],
          isCut: false,
        },
      }),
    ),
    "every row has one": of(
      { columns: "user_id", where: "user_id < 3" },
      pass("4 rows, all in users", undefined, { failed: 0, of: 4, message: "c: 4 rows, all in users" }),
    ),
    "one of a row's counterparts is enough, and each row counts once": of(
      { columns: "user_id", where: "user_id = 2" },
      pass("1 row, all in users", undefined, { of: 1 }),
    ),
    "a NULL in the key leaves the row out, one there is nobody's counterpart": of(
      { columns: "user_id", where: "play_id = 4" },
      pass("0 rows, all in users", undefined, { failed: 0, of: 0 }),
    ),
    "several columns": of(
      { columns: ["user_id", "country"] },
      fail("2 of 4 rows not in users", "each user_id, country in users", {
        failing: {
          columns: ["play_id", "user_id", "country", "day"],
          rows: [
            [3, 3, "de", "2024-02-14"],
            [5, 1, "fr", "2024-02-15"],
          ],
          isCut: false,
        },
      }),
    ),
    "other names, in quotes": of(
      { columns: ["USER_ID"], references: { table: '"Mixed Case"."Users"', columns: '"User Id"' } },
      fail('1 of 5 rows not in "Mixed Case"."Users"', 'each USER_ID in "Mixed Case"."Users" ("User Id")'),
    ),
    "a table that refers to itself": of(
      { columns: "play_id", references: { table: "plays" } },
      pass("6 rows, all in plays"),
    ),
    "numbers of other widths": of(
      { columns: "user_id", references: { table: '"Mixed Case"."Users"', columns: "id" } },
      fail(undefined, undefined, { failed: 1, of: 5 }),
    ),
    "types that have no equality": of(
      { columns: "user_id", references: { table: '"Mixed Case"."Users"', columns: "code" } },
      error(/^operator does not exist: text = integer \(SQLSTATE 42883\)/),
    ),
    "a condition with a template, a comment and OR": of(
      { columns: "user_id", where: "day = '{{ ds }}' AND user_id = 3 OR false -- the day" },
      fail("1 of 1 row not in users", undefined, {
        sql: /day = '2024-02-14' AND user_id = 3 OR false -- the day\n\)/,
      }),
    ),
    "a condition sees its own table alone": of(
      { columns: "user_id", where: "name = 'a'" },
      error(/^column "name" does not exist at line 1, column 1 of `where`/),
    ),
    "a condition that is no SQL": of(
      { columns: "user_id", where: "day = = 1" },
      error('syntax error at or near "=" at line 1, column 7 of `where` (SQLSTATE 42601).'),
    ),
    "an empty table": of(
      { table: "no_plays", columns: "user_id" },
      pass("0 rows, all in users", undefined, { of: 0 }),
    ),
    "an empty table is skipped when asked for": of(
      { table: "no_plays", columns: "user_id" },
      { outcome: "skipped" },
      { onEmpty: "skip" },
    ),
    "an empty other table": of(
      { columns: "user_id", references: { table: "nobody" } },
      fail("5 of 5 rows not in nobody"),
    ),
    "a warning keeps its rows": of(
      { columns: "user_id" },
      { outcome: "warn", kept: { rows: 1, isCut: false } },
      { severity: { warn: { count: 0 } } },
    ),
    "as many rows as allowed": of(
      { columns: "user_id" },
      pass("1 of 5 rows not in users", undefined, { failed: 1 }),
      { severity: { error: { count: 1 } } },
    ),
    "a percentage of the rows with a key": of(
      { columns: "user_id" },
      { outcome: "warn" },
      { severity: { warn: { percent: 19 }, error: { percent: 20 } } },
    ),
    "only some rows are kept": of(
      { columns: ["user_id", "country"] },
      fail(undefined, undefined, { kept: { rows: 1, isCut: true } }),
      { keepRows: 1 },
    ),
    "no such table": of(
      { columns: "user_id", references: { table: "nowhere" } },
      error(/^relation "nowhere" does not exist/),
    ),
    "no such column": of(
      { columns: "userid", references: { table: "users", columns: "user_id" } },
      error(/^column child.userid does not exist/),
    ),
    "another number of columns": of(
      { columns: ["user_id", "country"], references: { table: "users", columns: ["user_id"] } },
      error(/it has another number of columns than the table's own `columns`.* at references\.columns\.$/),
    ),
  },
});

function of(params: Partial<JsonObject>, expect: Expected, spec?: Partial<CheckSpec>): CheckCase {
  return {
    params: { table: "plays", references: { table: "users" }, ...params } as JsonObject,
    expect,
    ...(spec && { spec }),
  };
}
