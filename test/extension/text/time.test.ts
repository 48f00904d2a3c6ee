import assert from "node:assert/strict";
import { test } from "node:test";
import { changeText } from "../../../extension/text/change-text.ts";
import { ago, dayAndTime, sinceText, untilText } from "../../../extension/text/time.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// By the clock of this machine, as the texts are.
const NOW = new Date(2026, 10, 21, 14, 2).getTime();

test("times that are past", () => {
  for (const [past, text] of [
    [-5000, "just now"],
    [0, "just now"],
    [MINUTE - 1, "just now"],
    [MINUTE, "1 min ago"],
    [HOUR - 1, "59 min ago"],
    [HOUR, "1 h ago"],
    [2 * DAY - 1, "1 d ago"],
    [7 * DAY, "2026-11-14"],
  ] as const) {
    assert.equal(ago(NOW - past, NOW), text);
  }
});

test("times to come", () => {
  for (const [ahead, text] of [
    [-1, "now"],
    [0, "now"],
    [1, "in less than a minute"],
    [5 * HOUR + 1, "in 5 h"],
    [3 * DAY, "in 3 d"],
  ] as const) {
    assert.equal(untilText(NOW + ahead, NOW), text);
  }
});

test("since when: the time today, else the day", () => {
  assert.equal(sinceText(NOW - 2 * MINUTE, NOW), "since 14:00");
  assert.equal(sinceText(NOW - 15 * HOUR, NOW), "since 2026-11-20");
  assert.equal(dayAndTime(NOW), "2026-11-21 14:02");
});

test("changes have a sign", () => {
  assert.deepEqual([388, -1200, 0].map(changeText), ["+388", "−1,200", "±0"]);
});
