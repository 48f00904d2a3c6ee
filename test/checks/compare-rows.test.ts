import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compareByKey } from "../../runner/checks/compare-by-key.ts";
import { compareByPosition } from "../../runner/checks/compare-by-position.ts";
import { exactNumber } from "../../runner/checks/value.ts";

const value = fc.oneof(
  fc.constant(null),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom("a", "b", "", "1", "1.0", "-0", "NULL", "007"),
  fc.boolean(),
);
const rows = fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 12 });

test("rows in another order are the same, and each one taken away is missed", () => {
  const columns = ["a", "b"];
  const shuffled = rows.chain((given) =>
    fc.record({
      given: fc.constant(given),
      other: fc.shuffledSubarray(given, { minLength: given.length }),
      taken: fc.nat({ max: given.length - 1 }),
    }),
  );
  fc.assert(
    fc.property(shuffled, ({ given, other, taken }) => {
      const side = (rows: readonly (readonly unknown[])[]) => ({ columns, rows });
      assert.equal(compareByPosition(side(given), side(other), undefined).failed, 0);
      const less = given.toSpliced(taken, 1);
      const found = compareByPosition(side(less), side(other), undefined);
      assert.equal(found.failed, 1);
      assert.equal(found.failing?.rows.length, 1);
      assert.equal(compareByPosition(side(other), side(less), undefined).failed, 1);
    }),
  );
});

test("by key, the rows that were changed are found, and no others", () => {
  const changes = fc.uniqueArray(fc.nat({ max: 9 }));
  fc.assert(
    fc.property(changes, changes, changes, (changed, lost, added) => {
      const left = { columns: ["k", "v"], rows: Array.from({ length: 10 }, (_, k) => [k, "same"]) };
      const kept = left.rows.filter(([k]) => !lost.includes(Number(k)));
      const right = {
        columns: ["v", "k"],
        rows: [
          ...kept.map(([k]) => [changed.includes(Number(k)) ? "other" : "same", String(k)]),
          ...added.map((k) => ["new", k + 10]),
        ].toReversed(),
      };
      const found = compareByKey(left, right, ["k"], undefined);
      const keys = [...new Set([...changed, ...lost]), ...added.map((k) => k + 10)];
      assert.deepEqual(
        found.failing?.rows.map(([k]) => Number(k)).toSorted((a, b) => a - b),
        keys.toSorted((a, b) => a - b),
      );
      assert.deepEqual([found.failed, found.of], [keys.length, 10 + added.length]);
    }),
  );
});

test("a number has one text, exactly", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      const digits = exactNumber(String(number));
      assert.equal(Number(digits), number === 0 ? 0 : number);
      assert.equal(exactNumber(number.toExponential()), digits);
      assert.equal(exactNumber(digits ?? ""), digits);
    }),
  );
  fc.assert(
    fc.property(fc.bigInt(), fc.nat({ max: 40 }), (whole, places) => {
      const zeros = "0".repeat(places);
      assert.equal(exactNumber(`${whole}.${zeros}`), String(whole));
      assert.equal(exactNumber(`${whole}e${places}`), whole === 0n ? "0" : `${whole}${zeros}`);
    }),
  );
  for (const text of ["", ".", "e5", "1e", "--1", "0x10", "1_0", "NaN", "Infinity", "1 2"])
    assert.equal(exactNumber(text), undefined, text);
});
