import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseLocatedJson } from "../../runner/config/located-json.ts";

test("reads what JSON.parse reads", () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(undefined, 2, "\t"), (text, indent) => {
      const spaced = JSON.stringify(JSON.parse(text), undefined, indent);
      const located = parseLocatedJson(spaced);
      assert.ok(located.ok);
      assert.deepEqual(located.value, JSON.parse(spaced));
    }),
  );
});

test("refuses what JSON.parse refuses", () => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.constantFrom("", ",", "}", '"', "x", "\n", "1", ":"),
      (text, at, piece) => {
        const cut = at % (text.length + 1);
        const broken = text.slice(0, cut) + piece + text.slice(cut + 1);
        let isJson = true;
        try {
          JSON.parse(broken);
        } catch {
          isJson = false;
        }
        assert.equal(parseLocatedJson(broken).ok, isJson);
      },
    ),
    { numRuns: 500 },
  );
});

test("knows where values are", () => {
  const json = parseLocatedJson('{\n  "a": [1,\n    { "b": 2 }],\n  "c": 3\n}');
  assert.ok(json.ok);
  assert.deepEqual(json.placeOf([]), { line: 1, column: 1 });
  assert.deepEqual(json.placeOf(["a"]), { line: 2, column: 3 });
  assert.deepEqual(json.placeOf(["a", 0]), { line: 2, column: 9 });
  assert.deepEqual(json.placeOf(["a", 1, "b"]), { line: 3, column: 7 });
  assert.deepEqual(json.placeOf(["a", 1, "missing"]), { line: 3, column: 5 });
  assert.deepEqual(json.placeOf(["c"]), { line: 4, column: 3 });
});
