import assert from "node:assert/strict";
import { test } from "node:test";
import { nextStart } from "../../../extension/connection/restart-policy.ts";

const MINUTE = 60_000;
const NOW = 100 * MINUTE;

/** The delay after the last of these endings, given as minutes before now. */
function delay(...minutesAgo: readonly number[]): number | "give-up" {
  const next = nextStart(
    minutesAgo.map((minutes) => NOW - minutes * MINUTE),
    NOW,
  );
  return next.kind === "start" ? next.afterMs : "give-up";
}

test("a runner that ends again and again is started later each time, and then not any more", () => {
  assert.equal(delay(0), 1000);
  assert.equal(delay(1, 0), 5000);
  assert.equal(delay(2, 1, 0), 30_000);
  assert.equal(delay(3, 2, 1, 0), 30_000);
  assert.equal(delay(4, 3, 2, 1, 0), "give-up");
});

test("endings of more than ten minutes ago are forgotten", () => {
  assert.equal(delay(14, 13, 12, 11, 0), 1000);
  assert.equal(delay(14, 9, 3, 2, 0), 30_000);
});
