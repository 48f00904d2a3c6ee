import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { timeZone, utcOf, type WallTime } from "../../runner/core/zoned-time.ts";

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Sao_Paulo",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Africa/Casablanca",
];

function zone(name: string) {
  const found = timeZone(name);
  assert.ok(found, name);
  return found;
}

function wall(text: string): WallTime {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text.split(/\D/).map(Number);
  return { year, month, day, hour, minute, second, millisecond: 0 };
}

test("instantOf turns a wall clock into an instant", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["UTC", "2018-11-01 06:00:00", "2018-11-01T06:00:00.000Z"],
    ["Europe/Berlin", "2018-11-01 06:00:00", "2018-11-01T05:00:00.000Z"],
    ["Europe/Berlin", "2018-07-01 06:00:00", "2018-07-01T04:00:00.000Z"],
    ["Asia/Kolkata", "2018-07-01 00:00:00", "2018-06-30T18:30:00.000Z"],
    // Skipped: the moment at which the clocks change.
    ["Europe/Berlin", "2018-03-25 02:30:00", "2018-03-25T01:00:00.000Z"],
    ["America/Sao_Paulo", "2018-11-04 00:00:00", "2018-11-04T03:00:00.000Z"],
    ["Australia/Lord_Howe", "2018-10-07 02:15:00", "2018-10-06T15:30:00.000Z"],
    // The whole of 30 December 2011 was skipped in Samoa.
    ["Pacific/Apia", "2011-12-30 12:00:00", "2011-12-30T10:00:00.000Z"],
    // Twice: the first occurrence.
    ["Europe/Berlin", "2018-10-28 02:30:00", "2018-10-28T00:30:00.000Z"],
    ["America/New_York", "2018-11-04 01:00:00", "2018-11-04T05:00:00.000Z"],
    ["America/Sao_Paulo", "2018-02-17 23:30:00", "2018-02-18T01:30:00.000Z"],
  ];
  for (const [name, text, expected] of cases) {
    assert.equal(new Date(zone(name).instantOf(wall(text))).toISOString(), expected, `${name} ${text}`);
  }
});

test("startOfDay is local, also on days without midnight", () => {
  const saoPaulo = zone("America/Sao_Paulo");
  const noon = Date.parse("2018-11-04T15:00:00Z");
  assert.equal(new Date(saoPaulo.startOfDay(noon)).toISOString(), "2018-11-04T03:00:00.000Z");
  assert.equal(new Date(saoPaulo.startOfDay(noon, 1)).toISOString(), "2018-11-05T02:00:00.000Z");
  assert.equal(new Date(zone("UTC").startOfDay(noon, 1)).toISOString(), "2018-11-05T00:00:00.000Z");
});

test("names that are no zones", () => {
  for (const name of ["", "Mars/Base", "+02:00", "Europe/"]) assert.equal(timeZone(name), undefined, name);
});

test("an instant's wall clock leads back to it, or to the first of two that show the same", () => {
  const instant = fc.integer({ min: Date.parse("1975-01-01"), max: Date.parse("2037-12-31") });
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), instant, (name, time) => {
      const rules = zone(name);
      const shown = rules.wallTimeAt(time);
      const back = rules.instantOf(shown);
      assert.ok(back <= time);
      assert.equal(utcOf(rules.wallTimeAt(back)), utcOf(shown));
    }),
    { numRuns: 1000 },
  );
});
