import assert from "node:assert/strict";
import { test } from "node:test";
import { pageOf } from "../../../runner/connections/s3/list-objects.ts";

/** The keys of a page, encoded for URLs as the server has them. */
function keysOf(...keys: readonly string[]): readonly string[] | undefined {
  const Contents = keys.map((Key) => ({ Key, Size: 1, ETag: '"e"', LastModified: new Date(0) }));
  const page = pageOf({ $metadata: {}, IsTruncated: false, EncodingType: "url", Contents }, "raw/");
  return page?.entries.map((entry) => (entry.kind === "object" ? entry.object.key : entry.prefix));
}

test("a key that is no Unicode does not hide the others", () => {
  assert.deepEqual(keysOf("raw/a+b%2B%C3%A9", "raw/bad%FF+x", "raw/c%", "raw/d"), [
    "a b+é",
    "bad\uFFFD x",
    "c%",
    "d",
  ]);
});
