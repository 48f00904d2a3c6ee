import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatDuration, shortDuration } from "../../protocol/text/duration.ts";
import { parseDuration } from "../../runner/core/duration.ts";

test("parseDuration reads a number with a unit, or several", () => {
  const cases: readonly (readonly [string, number | undefined])[] = [
    ["500ms", 500],
    ["30s", 30_000],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["2d", 172_800_000],
    ["1w", 604_800_000],
    ["1w2d3h4m5s6ms", 604_800_000 + 172_800_000 + 10_800_000 + 240_000 + 5_000 + 6],
    ["1m500ms", 60_500],
    ["1.5h", 5_400_000],
    ["0s", 0],
    [" 5m ", 300_000],
    ["", undefined],
    ["5", undefined],
    ["m", undefined],
    ["5 m", undefined],
    ["5M", undefined],
    ["30m1h", undefined],
    ["1h1h", undefined],
    ["-5m", undefined],
    ["5y", undefined],
    [".5h", undefined],
    ["1e3s", undefined],
    ["99999999999999999w", undefined],
  ];
  for (const [text, expected] of cases) assert.equal(parseDuration(text), expected, JSON.stringify(text));
});

test("formatDuration is for people", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0 ms"],
    [0.4, "0 ms"],
    [850, "850 ms"],
    [999.4, "999 ms"],
    [999.6, "1.0 s"],
    [1234, "1.2 s"],
    [59_940, "59.9 s"],
    [59_960, "1 min 00 s"],
    [185_000, "3 min 05 s"],
    [3_599_600, "1 h 00 min"],
    [7_620_000, "2 h 07 min"],
    [86_399_000, "1 d 00 h"],
    [273_600_000, "3 d 04 h"],
    [-1500, "-1.5 s"],
  ];
  for (const [ms, expected] of cases) assert.equal(formatDuration(ms), expected, String(ms));
});

test("a duration built from whole parts reads back as their sum", () => {
  const part = fc.nat({ max: 99 });
  fc.assert(
    fc.property(part, part, part, part, (h, m, s, ms) => {
      const expected = ((h * 60 + m) * 60 + s) * 1000 + ms;
      assert.equal(parseDuration(`${h}h${m}m${s}s${ms}ms`), expected);
    }),
  );
});

test("shortDuration is as authors write durations", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0s"],
    [999, "0s"],
    [45_900, "45s"],
    [60_000, "1m"],
    [3_599_999, "59m 59s"],
    [3_600_000, "1h"],
    [3_659_000, "1h"],
    [183_770_000, "2d 3h"],
    [86_400_000 * 400 + 59_000, "400d"],
  ];
  for (const [ms, expected] of cases) assert.equal(shortDuration(ms), expected, String(ms));
});
