import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseDateArgument } from "../../runner/core/date-argument.ts";

function check(text: string, zone: string, time: string, isDateOnly: boolean): void {
  const result = parseDateArgument(text, zone);
  assert.ok(result.ok, text);
  assert.deepEqual(
    { time: new Date(result.date.time).toISOString(), isDateOnly: result.date.isDateOnly },
    { time, isDateOnly },
    `${text} in ${zone}`,
  );
}

test("days and times are read on the zone's wall clock, unless they carry an offset", () => {
  check("2018-11-01", "UTC", "2018-11-01T00:00:00.000Z", true);
  check("2018-11-01", "Europe/Berlin", "2018-10-31T23:00:00.000Z", true);
  check(" 2018-11-01 ", "UTC", "2018-11-01T00:00:00.000Z", true);
  check("2018-11-01T06:00", "Europe/Berlin", "2018-11-01T05:00:00.000Z", false);
  check("2018-11-01 06:00:30.5", "UTC", "2018-11-01T06:00:30.500Z", false);
  check("2018-11-01T06:00Z", "Europe/Berlin", "2018-11-01T06:00:00.000Z", false);
  check("2018-11-01T06:00:00+01:00", "UTC", "2018-11-01T05:00:00.000Z", false);
  check("2018-11-01T06:00:00-0530", "UTC", "2018-11-01T11:30:00.000Z", false);
  check("2020-02-29", "UTC", "2020-02-29T00:00:00.000Z", true);
});

test("daylight saving: skipped times are the moment of change, repeated ones the first", () => {
  check("2018-03-25T02:30", "Europe/Berlin", "2018-03-25T01:00:00.000Z", false);
  check("2018-10-28T02:30", "Europe/Berlin", "2018-10-28T00:30:00.000Z", false);
  check("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z", true);
});

test("what is no date is refused with what to write", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["", /"" is not a date/],
    ["yesterday", /"yesterday" is not a date/],
    ["2018-13-01", /no month 13/],
    ["2018-02-29", /days 1 to 28/],
    ["1900-02-29", /days 1 to 28/],
    ["2018-04-31", /days 1 to 30/],
    ["2018-11-00", /days 1 to 30/],
    ["2018-11-01T24:00", /no hour 24/],
    ["2018-11-01T10:60", /no minute 60/],
    ["2018-11-01T10:00:60", /no second 60/],
    ["2018-11-01T10:00+25:00", /impossible offset/],
    ["2018-11-01Z", /not a date/],
    ["2018-1-1", /not a date/],
  ];
  for (const [text, message] of cases) {
    const result = parseDateArgument(text, "UTC");
    assert.ok(!result.ok, text);
    assert.match(result.message, message);
    assert.match(result.next, /2018-11-01/);
  }
  const zone = parseDateArgument("2018-11-01", "Mars/Base");
  assert.ok(!zone.ok && /time zone "Mars\/Base"/.test(zone.message));
});

test("every ISO instant reads back as itself in any zone", () => {
  const date = fc.date({ min: new Date("1970-01-01"), max: new Date("2099-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(date, fc.constantFrom("UTC", "Europe/Berlin", "Pacific/Apia"), (instant, zone) => {
      check(instant.toISOString(), zone, instant.toISOString(), false);
    }),
  );
});
