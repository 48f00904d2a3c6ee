import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  quoteIdentifier,
  quoteLiteral,
  quoteTable,
} from "../../../runner/connections/postgres/identifiers.ts";
import { testWarehouse } from "../../helpers/warehouse.ts";

test("tables are quoted part by part", () => {
  assert.equal(quoteTable({ schema: null, name: "songplays" }), '"songplays"');
  assert.equal(quoteTable({ schema: "Run.1", name: 'a"b' }), '"Run.1"."a""b"');
});

test("the server reads quoted names and texts as they were", async (t) => {
  const warehouse = await testWarehouse(t);
  const text = fc
    .oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom("'", '"', "\\", "$", ";", "-", "a", "é") }),
    )
    .map((value) => value.replaceAll("\0", ""));
  await fc.assert(
    fc.asyncProperty(text, text, async (literal, name) => {
      // Names are cut at 63 bytes and not empty.
      const identifier = `n${[...name].slice(0, 15).join("")}`;
      const { columns, rows } = await warehouse.query(
        `SELECT ${quoteLiteral(literal)} AS ${quoteIdentifier(identifier)}`,
      );
      assert.deepEqual({ columns, rows }, { columns: [identifier], rows: [[literal]] });
    }),
    { numRuns: 200 },
  );
});
