import assert from "node:assert/strict";
import { test } from "node:test";
import { paramText, paramValue, rememberedParams } from "../../../extension/commands/ask/param-value.ts";
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

test("the last answers are those that still fit and are no defaults", () => {
  const params: Readonly<Record<string, ParamSpec>> = {
    name: { type: "string", default: "nobody" },
    limit: { type: "integer", default: 10 },
    currency: { type: "string", default: "EUR", choices: ["EUR", "USD"] },
  };
  const kept = { name: "Ada", limit: "many", currency: "DM", gone: 1 };
  assert.deepEqual(rememberedParams(params, JSON.stringify(kept)), { name: "Ada" });
  assert.deepEqual(rememberedParams(params, JSON.stringify({ limit: 10, currency: "USD" })), {
    currency: "USD",
  });
  assert.deepEqual(rememberedParams(params, undefined), {});
});
