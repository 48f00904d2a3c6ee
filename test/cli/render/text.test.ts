import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cut, padEnd, padStart, width, wrap } from "../../../runner/cli/render/fit.ts";
import { oneLine, safeLines, safeText } from "../../../runner/core/safe-text.ts";

const SAFE = [
  ["plain", "plain"],
  ["\u001b[31mred\u001b[0m", "\\x1b[31mred\\x1b[0m"],
  ["\u001b]0;title\u0007", "\\x1b]0;title\\x07"],
  ["\u009b31m", "\\x9b31m"],
  ["a\r\nb\tc\0", "a\\r\\nb\\tc\\x00"],
  ["\u007f\u0085", "\\x7f\\x85"],
  ["abc\u202edef\u2066", "abc\\u202edef\\u2066"],
  ["a\u2028b\ufeff\u200b", "a\\u2028b\\ufeff\\u200b"],
  ["\ud800 half", "\\ud800 half"],
  ["👩‍🚀 é 利用者", "👩‍🚀 é 利用者"],
] as const;

for (const [text, safe] of SAFE) {
  test(`${JSON.stringify(text)} is safe for a terminal as ${safe}`, () => assert.equal(safeText(text), safe));
}

test("whatever the data is, no control character reaches the terminal", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      assert.doesNotMatch(safeText(text), /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      assert.doesNotMatch(oneLine(text), /\p{Cc}/u);
      assert.doesNotMatch(safeLines(text, "  ").replaceAll("\n", ""), /\p{Cc}/u);
    }),
  );
});

test("messages of servers keep their lines, and one-line messages lose them", () => {
  assert.equal(safeLines("a\n\u001bb\r\nc\n", "  "), "a\n  \\x1bb\n  c");
  assert.equal(oneLine("  a\n\t b  "), "a b");
});

const CUTS = [
  ["songplays", 9, "songplays"],
  ["songplays", 8, "songpla…"],
  ["利用者の表", 10, "利用者の表"],
  ["利用者の表", 9, "利用者の…"],
  ["利用者の表", 8, "利用者…"],
  ["👩‍🚀👩‍🚀👩‍🚀", 5, "👩‍🚀👩‍🚀…"],
  ["abc", 1, "…"],
  ["abc", 0, ""],
] as const;

for (const [text, columns, expected] of CUTS) {
  test(`"${text}" in ${columns} columns is "${expected}"`, () => assert.equal(cut(text, columns), expected));
}

test("cut and padded text has the width asked for", () => {
  const anyText = fc.string({ unit: "grapheme" }).map(safeText);
  fc.assert(
    fc.property(anyText, fc.integer({ min: 0, max: 40 }), (text, columns) => {
      const fitted = cut(text, columns);
      assert.ok(width(fitted) <= columns);
      assert.equal(width(padEnd(fitted, columns)), columns);
      assert.equal(width(padStart(fitted, columns)), columns);
    }),
  );
});

test("wrapped lines fit, and hold all words", () => {
  fc.assert(
    fc.property(fc.lorem({ maxCount: 20 }), fc.integer({ min: 2, max: 40 }), (text, columns) => {
      const lines = wrap(text, columns);
      assert.ok(lines.every((line) => width(line) <= columns));
      assert.equal(lines.join("").replaceAll(" ", ""), text.replaceAll(" ", ""));
    }),
  );
  assert.deepEqual(wrap("", 10), [""]);
  assert.deepEqual(wrap("利用", 1), ["利", "用"]);
});
