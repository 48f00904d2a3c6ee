import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "../../protocol/json.ts";
import { CHECK_BY_KIND } from "./check-case.ts";

const CASES: readonly (readonly [kind: string, params: JsonObject, name: string])[] = [
  ["rowCount", { table: "t", min: 1 }, "rowCount t"],
  ["rowCount", { table: "t", min: 1, where: "n > 0\n  AND m = 1" }, "rowCount t where n > 0 AND m = 1"],
  ["notNull", { table: "mart.t", columns: "a" }, "notNull mart.t a"],
  ["notNull", { table: "t", columns: ["a", '"B"'] }, 'notNull t a, "B"'],
  ["unique", { table: "t", columns: ["a", "b"], where: "c" }, "unique t a, b where c"],
  ["acceptedValues", { table: "t", column: "a", values: [1] }, "acceptedValues t a"],
  ["acceptedValues", { table: "t", column: "a", values: [1], not: true }, "acceptedValues not t a"],
  ["range", { table: "t", column: "a", min: 1 }, "range t a"],
  ["matches", { table: "t", column: "a", regex: "x" }, "matches t a"],
];

test("names that checks get when their author gives none", () => {
  for (const [kind, params, name] of CASES) {
    assert.equal(CHECK_BY_KIND.get(kind)?.defaultName(params as never), name);
  }
});
