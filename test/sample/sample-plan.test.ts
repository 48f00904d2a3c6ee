import assert from "node:assert/strict";
import { test } from "node:test";
import { planSample, type SampleSizes } from "../../runner/sample/sample-plan.ts";

const cases: readonly (readonly [string, SampleSizes, string | undefined])[] = [
  ["defaults", {}, undefined],
  ["a thousand events", { events: 1_000 }, undefined],
  ["a hundred million events", { events: 100_000_000 }, undefined],
  ["no date", { from: "yesterday" }, '"yesterday" is not a day.'],
  ["a day that does not exist", { from: "2018-02-30" }, '"2018-02-30" is not a day.'],
  ["a time", { from: "2018-11-01T00" }, '"2018-11-01T00" is not a day.'],
  ["no days", { days: 0 }, "0 cannot be the number of days of a sample."],
  ["half a day", { days: 0.5 }, "0.5 cannot be the number of days of a sample."],
  ["too few events for the days", { events: 299 }, "299 cannot be the number of events of a sample."],
  ["not a number", { events: Number.NaN }, "NaN cannot be the number of events of a sample."],
  ["no songs", { songs: 0 }, "0 cannot be the number of songs of a sample."],
  ["half a seed", { seed: 1.5 }, "1.5 cannot be the seed of a sample."],
];

for (const [name, sizes, message] of cases) {
  test(`sizes: ${name}`, () => {
    if (message === undefined) return void planSample(sizes);
    assert.throws(() => planSample(sizes), { name: "UserError", code: "bad-sample-size", message });
  });
}

test("listeners and songs grow with the events, within limits", () => {
  const listeners = [1_000, 8_000, 1_000_000, 100_000_000].map((events) => planSample({ events }).listeners);
  assert.deepEqual(listeners, [21, 100, 3738, 118_218]);
  const songs = [1_000, 8_000, 1_000_000].map((events) => planSample({ events }).songs);
  assert.deepEqual(songs, [100, 500, 10_000]);
});
