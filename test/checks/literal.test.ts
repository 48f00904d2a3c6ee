import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { textLiteral } from "../../runner/checks/literal.ts";
import { testWarehouse } from "../helpers/warehouse.ts";

const TEXTS = [
  "",
  "a",
  "it's",
  "''",
  "\\",
  "\\'",
  "\\n",
  "'; DROP TABLE t; --",
  "a\nb",
  "😀",
  '"',
  "$1",
  "E'x'",
];

test("a text is the same in SQL, however the session reads backslashes", async (t) => {
  const warehouse = await testWarehouse(t);
  const same = async (texts: readonly string[]): Promise<void> => {
    const select = `SELECT ${texts.map(textLiteral).join(", ")}`;
    for (const setting of ["on", "off"]) {
      const [, result] = await warehouse.script(`SET standard_conforming_strings TO ${setting}; ${select}`);
      assert.deepEqual(result?.rows, [texts]);
    }
  };
  await same(TEXTS);
  const part = fc.constantFrom("'", "\\", "a", '"', "\n", "ü", "{", "$$");
  const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
  await fc.assert(fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), same), { numRuns: 30 });
});

test("a text that no statement can carry is an error", () => {
  assert.throws(() => textLiteral("a\0b"), { code: "bad-text" });
});
