import assert from "node:assert/strict";
import { test } from "node:test";
import { orderChoices } from "../../../extension/commands/ask/order-choices.ts";

const KEYS = ["a", "b", "c"].map((key) => ({ key }));

const CASES: readonly (readonly [name: string, first: readonly (string | undefined)[], order: string])[] = [
  ["nothing known: as they come", [undefined, undefined], "abc"],
  ["the last answer is on top", [undefined, "c"], "cab"],
  ["what the cursor is at comes before the last answer", ["b", "c"], "bca"],
  ["both the same: once", ["b", "b"], "bac"],
  ["an answer that is not offered any more changes nothing", ["x", "y"], "abc"],
];

for (const [name, first, order] of CASES)
  test(name, () => {
    assert.equal(
      orderChoices(KEYS, first)
        .map(({ key }) => key)
        .join(""),
      order,
    );
  });
