import assert from "node:assert/strict";
import { test } from "node:test";
import { editorAdvice, editorMessage } from "../../../extension/text/editor-advice.ts";

const CASES: readonly (readonly [code: string, next: string | undefined, advice: string | undefined])[] = [
  ["connect-failed", "Is the server running?", "Is the server running?"],
  ["read-only-target", "Choose another one with --target.", "Choose another target."],
  ["broken-dag", "Run `millrace validate` to see them all.", "The Problems panel shows what is wrong."],
  ["some-new-code", "`millrace status` shows what is running.", undefined],
  ["toString", "Give --yes if this is meant.", undefined],
  ["unknown-column", "Its columns: a--b, c.", "Its columns: a--b, c."],
  ["bad-date", undefined, undefined],
];

for (const [code, next, advice] of CASES)
  test(`${code}: ${next}`, () => assert.equal(editorAdvice(code, next), advice));

test("an option's name goes from the beginning of a message", () => {
  assert.equal(editorMessage('--date: "x" is no date.'), '"x" is no date.');
  assert.equal(editorMessage("a -- b: c"), "a -- b: c");
});
