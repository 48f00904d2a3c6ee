import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import stringWidth from "string-width";
import { width } from "../../../runner/cli/render/fit.ts";

test("the short way of measuring a text measures what the long one does", () => {
  const drawn = [..."–—…─│█░■▲○●◦◷↻✓✗»·"];
  const latin = Array.from({ length: 0x300 - 0x20 }, (_, index) => String.fromCodePoint(0x20 + index));
  // What may change the width of the character before it, or take no or two columns itself.
  const other = ["\u0301", "\ufe0f", "\u200d", "\u00ad", "\u001b[31m", "日", "😀"];
  for (const character of [...drawn, ...latin, ...other])
    assert.equal(width(character), stringWidth(character), JSON.stringify(character));
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...drawn, ...latin, ...other)), (characters) => {
      const text = characters.join("");
      assert.equal(width(text), stringWidth(text), JSON.stringify(text));
    }),
  );
});
