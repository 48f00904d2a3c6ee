import assert from "node:assert/strict";
import { test } from "node:test";
import { paramText, paramValue } from "../../../extension/commands/ask/param-value.ts";
import type { ParamSpec } from "../../../protocol/dag.ts";
import type { Json } from "../../../protocol/json.ts";

const CASES: readonly (readonly [type: ParamSpec["type"], text: string, value: Json | undefined])[] = [
  ["string", "", ""],
  ["string", "12", "12"],
  ["boolean", "true", true],
  ["boolean", "yes", undefined],
  ["integer", "-12", -12],
  ["integer", "1.5", undefined],
  ["integer", "9007199254740993", undefined],
  ["integer", "", undefined],
  ["number", "1e3", 1000],
  ["number", " ", undefined],
  ["number", "Infinity", undefined],
];

for (const [type, text, value] of CASES)
  test(`${JSON.stringify(text)} as ${type}`, () => assert.equal(paramValue(type, text), value));

test("a text stands as it is, other values as JSON", () => {
  assert.deepEqual(["a b", 1, true, null].map(paramText), ["a b", "1", "true", "null"]);
});
