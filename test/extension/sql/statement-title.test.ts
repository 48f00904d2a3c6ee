import assert from "node:assert/strict";
import { test } from "node:test";
import { statementTitle } from "../../../extension/sql/statement-title.ts";

for (const [sql, title] of [
  ["select * from users u join songs s on true", "SELECT users, songs"],
  ["-- from nowhere\nINSERT INTO mart.songplays SELECT 1", "INSERT mart.songplays"],
  ["SELECT 'from x' FROM \"song plays\"", 'SELECT "song plays"'],
  ["WITH a AS (SELECT 1 FROM b) SELECT * FROM a", "WITH b, a"],
  ["CREATE TABLE\n t (a int)", "CREATE TABLE t (a int)"],
  ["SELECT  1", "SELECT 1"],
  ["{{ ds }}", "{{ ds }}"],
] as const)
  test(`${sql} is called ${title}`, () => assert.equal(statementTitle(sql), title));

test("a long title is cut", () => {
  assert.ok(statementTitle(`SELECT * FROM ${"a".repeat(10_000)}`).length <= 40);
});
