import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { packedItems } from "../../runner/lakes/packed-items.ts";
import type { CopyItem } from "../../runner/lakes/plan.ts";

const keyOf = ({ key }: { readonly key: string }): string => `raw/${key}`;

const ITEM: fc.Arbitrary<CopyItem> = fc
  .record({
    key: fc.string({ unit: "binary" }),
    size: fc.maxSafeNat(),
    etag: fc.string({ unit: "grapheme" }),
    lastModified: fc.date({ noInvalidDate: true }),
    reason: fc.constantFrom("new", "another size", "newer", "forced"),
  })
  .map(({ reason, ...object }) => ({ object, key: keyOf(object), reason }));

test("items come out as they went in, each time, however many there are", () => {
  fc.assert(
    fc.property(
      fc.array(ITEM, { minLength: 1, maxLength: 20 }),
      fc.constantFrom(0, 1, 499, 500, 501, 1000, 1234),
      (some, count) => {
        const items = Array.from({ length: count }, (_, at) => some[at % some.length] as CopyItem);
        const packed = packedItems(keyOf);
        for (const item of items) packed.add(item);
        assert.equal(packed.count, count);
        assert.deepEqual([...packed], items);
        assert.deepEqual([...packed], items);
      },
    ),
    { numRuns: 30 },
  );
});
