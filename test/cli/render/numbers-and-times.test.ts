import assert from "node:assert/strict";
import { test } from "node:test";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import { countOf, formatNumber } from "../../../runner/cli/render/number.ts";
import { clockTime, formatSeconds } from "../../../runner/cli/render/time.ts";

const NUMBERS: readonly (readonly [number | bigint, string])[] = [
  [0, "0"],
  [999, "999"],
  [6820, "6,820"],
  [-1234567, "-1,234,567"],
  [1684759.74663, "1,684,759.74663"],
  [0.0005, "0.0005"],
  [12345678901234567890n, "12,345,678,901,234,567,890"],
  [1e21, "1e+21"],
  [Number.NaN, "NaN"],
];

for (const [value, text] of NUMBERS) {
  test(`the number ${value} is shown as ${text}`, () => assert.equal(formatNumber(value), text));
}

test("counts agree with their noun", () => {
  assert.deepEqual(
    [countOf(1, "row"), countOf(0, "row"), countOf(6820, "row")],
    ["1 row", "0 rows", "6,820 rows"],
  );
  assert.equal(countOf(2, "query", "queries"), "2 queries");
});

const SECONDS = [
  [-5, "0 s"],
  [499, "0 s"],
  [3500, "4 s"],
  [59_499, "59 s"],
  [59_500, "59.5 s"],
  [65_000, "1 min 05 s"],
] as const;

for (const [ms, text] of SECONDS) {
  test(`${ms} ms tick as ${text}`, () => assert.equal(formatSeconds(ms), text));
}

test("the time of day is in UTC", () => assert.equal(clockTime(Date.UTC(2018, 10, 3, 12, 1, 2)), "12:01:02"));

const INTERVALS = [
  ["UTC", "2018-11-03T00:00:00.000Z", "2018-11-04T00:00:00.000Z", "2018-11-03"],
  ["UTC", "2018-11-01T00:00:00.000Z", "2018-12-01T00:00:00.000Z", "2018-11"],
  ["UTC", "2018-02-01T00:00:00.000Z", "2018-03-01T00:00:00.000Z", "2018-02"],
  ["UTC", "2018-11-05T00:00:00.000Z", "2018-11-12T00:00:00.000Z", "2018-11-05 +7d"],
  ["UTC", "2018-11-03T05:00:00.000Z", "2018-11-03T06:00:00.000Z", "2018-11-03 05:00"],
  ["UTC", "2018-11-03T05:00:00.000Z", "2018-11-03T05:15:00.000Z", "2018-11-03 05:00 +15m"],
  ["UTC", "2018-11-03T06:00:00.000Z", "2018-11-03T12:00:00.000Z", "2018-11-03 06:00 +6h"],
  ["UTC", "2018-11-03T05:07:31.000Z", "2018-11-03T05:07:31.000Z", "2018-11-03 05:07"],
  ["Europe/Berlin", "2018-11-02T23:00:00.000Z", "2018-11-03T23:00:00.000Z", "2018-11-03"],
  // The day on which the clocks go back has 25 hours, the month with it one more than its days.
  ["Europe/Berlin", "2018-10-27T22:00:00.000Z", "2018-10-28T23:00:00.000Z", "2018-10-28"],
  ["Europe/Berlin", "2018-09-30T22:00:00.000Z", "2018-10-31T23:00:00.000Z", "2018-10"],
  ["America/New_York", "2018-11-03T13:00:00.000Z", "2018-11-03T14:00:00.000Z", "2018-11-03 09:00"],
] as const;

for (const [timezone, start, end, label] of INTERVALS) {
  test(`the interval ${start} to ${end} in ${timezone} is called ${label}`, () => {
    assert.equal(intervalLabeler(timezone)({ start, end }), label);
  });
}
