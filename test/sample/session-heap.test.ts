import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createHeap, type Timed } from "../../runner/sample/session-heap.ts";

test("the earliest comes first, whatever is pushed, moved and dropped", () => {
  const action = fc.oneof(
    fc.record({ kind: fc.constant("push" as const), ts: fc.nat(20) }),
    fc.record({ kind: fc.constant("move" as const), ts: fc.nat(20) }),
    fc.record({ kind: fc.constant("drop" as const), ts: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
      const heap = createHeap<Timed>();
      let model: Timed[] = [];
      for (const [id, { kind, ts }] of actions.entries()) {
        const first = heap.earliest();
        if (kind === "push") {
          const item = { ts, id };
          heap.push(item);
          model.push(item);
        } else if (first === undefined) {
          heap.dropEarliest();
        } else if (kind === "move") {
          first.ts += ts;
          heap.settle();
        } else {
          heap.dropEarliest();
          model = model.filter((item) => item !== first);
        }
        model.sort((a, b) => a.ts - b.ts || a.id - b.id);
        assert.equal(heap.earliest(), model[0]);
      }
    }),
  );
});
