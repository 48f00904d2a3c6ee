import assert from "node:assert/strict";
import { test } from "node:test";
import { shownLine, shownName } from "../../../protocol/text/shown-text.ts";

const CASES: readonly (readonly [string, string])[] = [
  ["songplays", "songplays"],
  ["a\nb\r\tc", String.raw`a\nb\r\tc`],
  ["a\u0000\u001Bb", String.raw`a\x00\x1bb`],
  ["a\u202Eb\u2066c\u2069", String.raw`a\u202eb\u2066c\u2069`],
  ["zero\u200Bwidth\uFEFF", String.raw`zero\u200bwidth\ufeff`],
  ["half \uD83D", String.raw`half \ud83d`],
  ["\u{1F469}\u200D\u{1F469}\u200D\u{1F467} \u{1F600}", "\u{1F469}\u200D\u{1F469}\u200D\u{1F467} \u{1F600}"],
  ["שלום", "שלום"],
  ["<b>&amp;</b> $(error) [a](b)", "<b>&amp;</b> $(error) [a](b)"],
  ["", ""],
];

test("names are shown as they are, but for what would change how the text around them reads", () => {
  for (const [name, shown] of CASES) assert.equal(shownName(name), shown);
});

test("long names are cut between characters", () => {
  assert.equal(shownName("x".repeat(200)), "x".repeat(200));
  assert.equal(shownName("x".repeat(201)), `${"x".repeat(199)}…`);
  assert.equal(shownName("\u{1F600}".repeat(10), 5), `${"\u{1F600}".repeat(4)}…`);
  assert.equal([...shownName("\n".repeat(1_000_000))].length, 200);
  assert.equal(shownName(`${"\u{1F600}".repeat(6)}`, 3), "\u{1F600}\u{1F600}…");
});

test("messages become one line", () => {
  assert.equal(shownLine("  column \n\t does not   exist\n"), "column does not exist");
});
