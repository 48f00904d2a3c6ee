import assert from "node:assert/strict";
import { test } from "node:test";
import { wholeLines } from "../../runner/dag/whole-lines.ts";

function linesOf(...pieces: readonly Buffer[]): readonly string[] {
  const lines: string[] = [];
  const whole = wholeLines((line) => lines.push(line));
  for (const piece of pieces) whole.take(piece);
  whole.end();
  return lines;
}

test("lines are put together from pieces that end anywhere", () => {
  const bytes = Buffer.from("é one\n\ntwo €\nthe rest");
  const expected = ["é one", "", "two €", "the rest"];
  assert.deepEqual(linesOf(bytes), expected);
  assert.deepEqual(linesOf(...[...bytes].map((byte) => Buffer.of(byte))), expected);
  assert.deepEqual(linesOf(Buffer.from("a\n")), ["a"]);
  assert.deepEqual(linesOf(), []);
});

test("a line without an end does not take all memory", () => {
  const lines = linesOf(...Array.from({ length: 5 }, () => Buffer.alloc(40_000, "x")));
  assert.deepEqual(
    lines.map(({ length }) => length),
    [80_000, 80_000, 40_000],
  );
});
