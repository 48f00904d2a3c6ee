import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSchedule, type Schedule } from "../../runner/core/schedule.ts";

function parse(text: string | null, zone = "UTC"): Schedule {
  const result = parseSchedule(text, zone);
  assert.ok(result.ok, result.ok ? "" : result.message);
  return result.schedule;
}

function ticks(text: string, zone: string, from: string, count: number): string[] {
  const schedule = parse(text, zone);
  assert.ok(schedule.kind === "cron");
  const found: string[] = [];
  let time: number | undefined = Date.parse(from) - 1;
  while (found.length < count) {
    time = schedule.tickAfter(time);
    if (time === undefined) break;
    found.push(new Date(time).toISOString().replace(":00.000Z", "Z"));
  }
  return found;
}

test("presets are Airflow's", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["@hourly", "0 * * * *"],
    ["@daily", "0 0 * * *"],
    ["@midnight", "0 0 * * *"],
    ["@weekly", "0 0 * * 0"],
    ["@monthly", "0 0 1 * *"],
    ["@quarterly", "0 0 1 */3 *"],
    ["@yearly", "0 0 1 1 *"],
    ["@annually", "0 0 1 1 *"],
  ];
  for (const [preset, expression] of cases) {
    const schedule = parse(preset);
    assert.equal(schedule.kind === "cron" && schedule.expression, expression);
  }
  assert.equal(parse("@once").kind, "once");
  assert.equal(parse(null).kind, "manual");
  assert.deepEqual(ticks("@quarterly", "UTC", "2018-11-01", 3), [
    "2019-01-01T00:00Z",
    "2019-04-01T00:00Z",
    "2019-07-01T00:00Z",
  ]);
});

test("day-of-month and day-of-week, both set, mean either", () => {
  assert.deepEqual(ticks("0 0 1 * MON", "UTC", "2018-11-28", 3), [
    "2018-12-01T00:00Z",
    "2018-12-03T00:00Z",
    "2018-12-10T00:00Z",
  ]);
});

test("names, lists, ranges, steps, Sunday as 0 and 7, last day, nth weekday", () => {
  assert.deepEqual(ticks("0 6 * jan-feb sun", "UTC", "2018-11-01", 1), ["2019-01-06T06:00Z"]);
  assert.deepEqual(ticks("0 0 * * 7", "UTC", "2018-11-01", 1), ticks("0 0 * * 0", "UTC", "2018-11-01", 1));
  assert.deepEqual(ticks("0,30 9-10/1 * * 1-5", "UTC", "2018-11-02T10:00Z", 3), [
    "2018-11-02T10:00Z",
    "2018-11-02T10:30Z",
    "2018-11-05T09:00Z",
  ]);
  assert.deepEqual(ticks("0 0 L * *", "UTC", "2019-02-01", 2), ["2019-02-28T00:00Z", "2019-03-31T00:00Z"]);
  assert.deepEqual(ticks("0 0 * * 5#2", "UTC", "2018-11-01", 1), ["2018-11-09T00:00Z"]);
});

test("daylight saving: a skipped wall time fires after the gap, a repeated one once", () => {
  assert.deepEqual(ticks("30 2 * * *", "Europe/Berlin", "2018-03-24", 3), [
    "2018-03-24T01:30Z",
    "2018-03-25T01:00Z",
    "2018-03-26T00:30Z",
  ]);
  assert.deepEqual(ticks("30 2 * * *", "Europe/Berlin", "2018-10-27T12:00Z", 2), [
    "2018-10-28T00:30Z",
    "2018-10-29T01:30Z",
  ]);
  assert.deepEqual(ticks("30 2,14 * * *", "Europe/Berlin", "2018-03-25", 2), [
    "2018-03-25T01:00Z",
    "2018-03-25T12:30Z",
  ]);
  assert.deepEqual(ticks("0 0 * * *", "America/Sao_Paulo", "2018-11-03", 3), [
    "2018-11-03T03:00Z",
    "2018-11-04T03:00Z",
    "2018-11-05T02:00Z",
  ]);
});

test("tickAtOrBefore includes the moment itself", () => {
  const daily = parse("@daily");
  assert.ok(daily.kind === "cron");
  const midnight = Date.parse("2018-11-02T00:00:00Z");
  assert.equal(daily.tickAtOrBefore(midnight), midnight);
  assert.equal(daily.tickAtOrBefore(midnight + 999), midnight);
  assert.equal(daily.tickAtOrBefore(midnight - 1), Date.parse("2018-11-01T00:00:00Z"));
});

test("a bad schedule is refused with the field that is wrong", () => {
  const cases: readonly (readonly [string | null, string, RegExp])[] = [
    ["61 * * * *", "UTC", /"61" is not a valid minute/],
    ["x * * * *", "UTC", /"x" is not a valid minute/],
    ["5/15 * * * *", "UTC", /"5\/15" is not a valid minute/],
    ["*/0 * * * *", "UTC", /"\*\/0" is not a valid minute/],
    ["0 24 * * *", "UTC", /"24" is not a valid hour/],
    ["0 5-1 * * *", "UTC", /"5-1" is not a valid hour/],
    ["0 0 32 * *", "UTC", /"32" is not a valid day-of-month/],
    ["0 0 15W * *", "UTC", /"15W" is not a valid day-of-month/],
    ["0 0 ? * *", "UTC", /"\?" is not a valid day-of-month/],
    ["0 0 * 13 *", "UTC", /"13" is not a valid month/],
    ["0 0 * * 8", "UTC", /"8" is not a valid day-of-week/],
    ["0 0 1 * +MON", "UTC", /"\+MON" is not a valid day-of-week/],
    ["0 0 * * FUN", "UTC", /"FUN" is not a valid day-of-week/],
    ["* * * *", "UTC", /has 4 fields, but a cron expression has five/],
    ["0 0 0 * * *", "UTC", /has 6 fields/],
    ["", "UTC", /has 0 fields/],
    ["daily", "UTC", /has 1 field,/],
    ["@continuous", "UTC", /@continuous is not supported/],
    ["@dialy", "UTC", /no preset "@dialy"\. Did you mean "@daily"\?/],
    ["0 0 31 2 *", "UTC", /never fires/],
    ["0 0 30 2 *", "Europe/Berlin", /never fires/],
    [
      "@daily",
      "Europe/Belrin",
      /timezone: there is no time zone "Europe\/Belrin"\. Did you mean "Europe\/Berlin"\?/,
    ],
    [null, "+02:00", /no time zone/],
  ];
  for (const [text, zone, message] of cases) {
    const result = parseSchedule(text, zone);
    assert.ok(!result.ok, String(text));
    assert.match(result.message, message);
    assert.notEqual(result.next, "");
  }
  assert.ok(parseSchedule("0 0 29 2 *", "UTC").ok);
});
