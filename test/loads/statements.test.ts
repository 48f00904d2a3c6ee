import assert from "node:assert/strict";
import { test } from "node:test";
import {
  countRows,
  createIncoming,
  findDuplicateKeys,
  insertNew,
  insertSelect,
  insertSelectWithin,
  selectNothing,
  updateChanged,
} from "../../runner/loads/statements.ts";

const TABLE = '"mart"."Order"';
const NAMES = ["Id", 'a"b', "doc"];

test("an update compares and sets everything but the key", () => {
  assert.equal(
    updateChanged(TABLE, NAMES, ["Id"], 'a"b'),
    `UPDATE "mart"."Order" AS t
   SET "a""b" = s."a""b",
       "doc" = s."doc"
  FROM pg_temp."millrace_incoming" AS s
 WHERE t."Id" = s."Id"
   AND ROW(t."a""b", t."doc")::record OPERATOR(pg_catalog.*<>) ROW(s."a""b", s."doc")::record
   AND (t."a""b" IS NULL OR s."a""b" >= t."a""b")`,
  );
  assert.equal(updateChanged(TABLE, NAMES, NAMES), undefined);
});

test("new rows are those whose whole key the table does not have", () => {
  assert.equal(
    insertNew(TABLE, NAMES, ["Id", "doc"]),
    `INSERT INTO "mart"."Order" ("Id", "a""b", "doc")
SELECT s."Id", s."a""b", s."doc"
  FROM pg_temp."millrace_incoming" AS s
 WHERE NOT EXISTS (SELECT 1 FROM "mart"."Order" AS t WHERE t."Id" = s."Id" AND t."doc" = s."doc")`,
  );
});

test("the author's SELECT starts a line of its own, and its last line may be a comment", () => {
  const select = "SELECT 1 -- one";
  assert.equal(insertSelect(TABLE, ["Id"], select), `INSERT INTO "mart"."Order" ("Id")\n${select}`);
  assert.equal(selectNothing(select).split("\n")[1], select);
  assert.equal(insertSelectWithin(TABLE, ["Id"], select, "Id", "true").split("\n")[2], select);
  assert.equal(
    countRows(TABLE, "n > 0 -- some"),
    'SELECT count(*) FROM "mart"."Order" WHERE (n > 0 -- some\n)',
  );
});

test("the incoming table takes types but no constraints", () => {
  assert.equal(
    createIncoming(TABLE, ["Id"]),
    'CREATE TEMPORARY TABLE "millrace_incoming" ON COMMIT DROP AS\nSELECT "Id" FROM "mart"."Order" WHERE false',
  );
});

test("duplicate keys come with their values, their rows and their number", () => {
  assert.match(
    findDuplicateKeys(["Id", "doc"], 3),
    /^SELECT "Id"::text, "doc"::text, count\(\*\), count\(\*\) OVER \(\)\n[\s\S]* GROUP BY "Id", "doc"\n[\s\S]*LIMIT 3$/,
  );
});
