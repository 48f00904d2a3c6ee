import assert from "node:assert/strict";
import { test } from "node:test";
import { didYouMean, didYouMeanText, nearestNames } from "../../runner/core/did-you-mean.ts";

const NAMES = ["events_ready", "staging.events", "staging.songs", "load_songplays", "quality_checks"];

test("didYouMean finds what was meant, or nothing", () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["load_songplay", "load_songplays"],
    ["laod_songplays", "load_songplays"],
    ["LoadSongplays", "load_songplays"],
    ["staging-events", "staging.events"],
    ["songplays", "load_songplays"],
    ["event_ready", "events_ready"],
    ["zzz", undefined],
    ["", undefined],
  ];
  for (const [name, expected] of cases) assert.equal(didYouMean(name, NAMES), expected, JSON.stringify(name));
  assert.equal(didYouMean("ds", []), undefined);
});

test("short names are not matched by chance", () => {
  assert.equal(didYouMean("x", ["a", "b"]), undefined);
  assert.equal(didYouMean("dss", ["ds", "ts"]), "ds");
});

test("nearestNames lists the nearest first, in the given order among equals", () => {
  assert.deepEqual(nearestNames("staging", NAMES), ["staging.songs", "staging.events"]);
  assert.deepEqual(nearestNames("table1", ["table3", "table2", "table_1"], 2), ["table_1", "table3"]);
});

test("didYouMeanText is ready to be appended", () => {
  assert.equal(didYouMeanText("dss", ["ds"]), ' Did you mean "ds"?');
  assert.equal(didYouMeanText("zzz", ["ds"]), "");
});
