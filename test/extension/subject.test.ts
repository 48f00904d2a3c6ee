import assert from "node:assert/strict";
import { test } from "node:test";
import { subjectOf } from "../../extension/subject.ts";

test("what a caller gives is taken as far as it can be used", () => {
  const good = { dagId: "shop", date: "2026-01-01", params: { name: "Ada" }, line: 3, clear: "forget" };
  assert.deepEqual(subjectOf(good), good);
  assert.deepEqual(subjectOf({ ...good, dagId: 7, line: 0, clear: "burn", params: [], other: "x" }), {
    date: "2026-01-01",
  });
});

test("a row of a tree carries what it is about", () => {
  assert.deepEqual(subjectOf({ id: "row", dagId: "not this", subject: { dagId: "shop" } }), {
    dagId: "shop",
  });
});

test("anything else is nothing", () => {
  for (const argument of [undefined, null, "shop", 7, ["shop"], { subject: null }, { toString: "x" }])
    assert.deepEqual(subjectOf(argument), {});
});
