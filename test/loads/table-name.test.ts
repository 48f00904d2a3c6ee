import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UserError } from "../../protocol/user-error.ts";
import { formatTable, parseTableName } from "../../runner/loads/table-name.ts";

const GOOD: readonly (readonly [written: string, sql: string])[] = [
  ["songplays", '"songplays"'],
  ["SongPlays", '"songplays"'],
  ["mart.songplays", '"mart"."songplays"'],
  [" mart . songplays ", '"mart"."songplays"'],
  ['"Mixed Case"."t"', '"Mixed Case"."t"'],
  ['mart."Order"', '"mart"."Order"'],
  ['"a.b"', '"a.b"'],
  ['"say ""hi"""', '"say ""hi"""'],
  ["order", '"order"'],
  ["straße_2$", '"straße_2$"'],
];

for (const [written, sql] of GOOD) {
  test(`reads ${written}`, () => assert.equal(formatTable(parseTableName(written)), sql));
}

for (const written of ["", " ", "a.b.c", "a b", "1a", "a;b", '"a', 'a"b', "a.", ".a", "a-b", '""', "a, b"]) {
  test(`refuses ${JSON.stringify(written)}`, () => {
    assert.throws(
      () => parseTableName(written),
      (error) =>
        error instanceof UserError &&
        error.code === "bad-table-name" &&
        error.message === `"${written}" is not the name of a table.`,
    );
  });
}

test("what is formatted is read back the same", () => {
  const name = fc.string({ minLength: 1 }).filter((text) => !text.includes("\0"));
  fc.assert(
    fc.property(fc.option(name), name, (schema, table) => {
      const ref = { schema, name: table };
      assert.deepEqual(parseTableName(formatTable(ref)), ref);
    }),
  );
});
