import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { DataInterval } from "../../protocol/run.ts";
import { type DateArgument, parseDateArgument } from "../../runner/core/date-argument.ts";
import {
  intervalAt,
  intervalForManualRun,
  intervalsBetween,
  latestCompleteInterval,
  nextIntervalAfter,
} from "../../runner/core/intervals.ts";
import { parseSchedule, type Schedule } from "../../runner/core/schedule.ts";

const OPEN = { startDate: "2000-01-01T00:00:00Z" };

function schedule(text: string | null, zone = "UTC"): Schedule {
  const result = parseSchedule(text, zone);
  assert.ok(result.ok);
  return result.schedule;
}

function date(text: string, zone = "UTC"): DateArgument {
  const result = parseDateArgument(text, zone);
  assert.ok(result.ok);
  return result.date;
}

/** `start/end`, without the seconds that are always zero. */
function show(interval: DataInterval | undefined): string {
  const short = (time: string) => time.replace(":00.000Z", "Z");
  return interval === undefined ? "none" : `${short(interval.start)}/${short(interval.end)}`;
}

function between(
  text: string | null,
  zone: string,
  from: string,
  to: string,
  bounds = OPEN,
): readonly DataInterval[] {
  return intervalsBetween(schedule(text, zone), { from: date(from, zone), to: date(to, zone), ...bounds });
}

test("a month of days has thirty daily intervals", () => {
  const november = between("@daily", "UTC", "2018-11-01", "2018-11-30");
  assert.equal(november.length, 30);
  assert.equal(show(november[0]), "2018-11-01T00:00Z/2018-11-02T00:00Z");
  assert.equal(show(november[29]), "2018-11-30T00:00Z/2018-12-01T00:00Z");
});

test("from and to choose by the start of an interval; a day is meant whole", () => {
  const cases: readonly (readonly [string, string, string, number])[] = [
    ["@hourly", "2018-11-01", "2018-11-01", 24],
    ["@hourly", "2018-11-01T06:00", "2018-11-01T08:00", 3],
    ["@hourly", "2018-11-01T06:01", "2018-11-01T07:59", 1],
    ["@daily", "2018-11-01T00:00", "2018-11-01T00:00", 1],
    ["@daily", "2018-11-01T00:01", "2018-11-01", 0],
    ["@weekly", "2018-11-01", "2018-11-30", 4],
    ["@monthly", "2018-11-02", "2018-11-30", 0],
    ["@daily", "2018-11-02", "2018-11-01", 0],
  ];
  for (const [text, from, to, count] of cases) {
    assert.equal(between(text, "UTC", from, to).length, count, `${text} ${from} ${to}`);
  }
});

test("the DAG's start and end dates bound the list", () => {
  const bounds = { startDate: "2018-11-10T12:00:00Z", endDate: "2018-11-13T00:00:00Z" };
  const found = between("@daily", "UTC", "2018-11-01", "2018-11-30", bounds);
  assert.deepEqual(found.map(show), [
    "2018-11-11T00:00Z/2018-11-12T00:00Z",
    "2018-11-12T00:00Z/2018-11-13T00:00Z",
  ]);
});

test("limit ends the list early", () => {
  const range = { from: date("2018-01-01"), to: date("2019-01-01"), limit: 11, ...OPEN };
  assert.equal(intervalsBetween(schedule("* * * * *"), range).length, 11);
});

test("local days are 23 and 25 hours long when clocks change", () => {
  const hours = (interval: DataInterval) =>
    (Date.parse(interval.end) - Date.parse(interval.start)) / 3_600_000;
  const lengths = (zone: string, from: string, to: string) => between("@daily", zone, from, to).map(hours);
  assert.deepEqual(lengths("Europe/Berlin", "2018-03-24", "2018-03-26"), [24, 23, 24]);
  assert.deepEqual(lengths("Europe/Berlin", "2018-10-27", "2018-10-29"), [24, 25, 24]);
  assert.deepEqual(lengths("America/Sao_Paulo", "2018-11-03", "2018-11-05"), [24, 23, 24]);
  assert.equal(between("@hourly", "Europe/Berlin", "2018-03-25", "2018-03-25").length, 23);
  assert.equal(between("@hourly", "Europe/Berlin", "2018-10-28", "2018-10-28").length, 25);
});

test("intervalAt: a day means the first interval that starts in it, else the one that holds it", () => {
  const cases: readonly (readonly [string | null, string, string, string])[] = [
    ["@daily", "UTC", "2018-11-01", "2018-11-01T00:00Z/2018-11-02T00:00Z"],
    ["0 6 * * *", "UTC", "2018-11-01", "2018-11-01T06:00Z/2018-11-02T06:00Z"],
    ["@hourly", "UTC", "2018-11-01", "2018-11-01T00:00Z/2018-11-01T01:00Z"],
    ["@weekly", "UTC", "2018-11-01", "2018-10-28T00:00Z/2018-11-04T00:00Z"],
    ["@weekly", "UTC", "2018-11-04", "2018-11-04T00:00Z/2018-11-11T00:00Z"],
    ["@monthly", "UTC", "2018-11-15", "2018-11-01T00:00Z/2018-12-01T00:00Z"],
    ["@daily", "Europe/Berlin", "2018-11-01", "2018-10-31T23:00Z/2018-11-01T23:00Z"],
    ["0 6 * * *", "UTC", "2018-11-01T05:00", "2018-10-31T06:00Z/2018-11-01T06:00Z"],
    ["0 6 * * *", "UTC", "2018-11-01T06:00", "2018-11-01T06:00Z/2018-11-02T06:00Z"],
    [null, "UTC", "2018-11-01", "2018-11-01T00:00Z/2018-11-02T00:00Z"],
    [null, "UTC", "2018-11-01T17:45", "2018-11-01T00:00Z/2018-11-02T00:00Z"],
    ["@once", "Europe/Berlin", "2018-03-25", "2018-03-24T23:00Z/2018-03-25T22:00Z"],
  ];
  for (const [text, zone, at, expected] of cases) {
    assert.equal(show(intervalAt(schedule(text, zone), date(at, zone))), expected, `${text} ${zone} ${at}`);
  }
});

test("nextIntervalAfter walks from the start date to the end date", () => {
  const bounds = { startDate: "2018-11-01T06:00:00Z", endDate: "2018-11-04T00:00:00Z" };
  const daily = schedule("@daily");
  const first = nextIntervalAfter(daily, undefined, bounds);
  assert.equal(show(first), "2018-11-02T00:00Z/2018-11-03T00:00Z");
  const second = nextIntervalAfter(daily, first?.end, bounds);
  assert.equal(show(second), "2018-11-03T00:00Z/2018-11-04T00:00Z");
  assert.equal(nextIntervalAfter(daily, second?.end, bounds), undefined);
  // An end off the grid (the schedule was changed): the next tick after it.
  const odd = "2018-11-01T18:00:00.000Z";
  assert.equal(show(nextIntervalAfter(daily, odd, bounds)), "2018-11-02T00:00Z/2018-11-03T00:00Z");
});

test("@once has one interval, a manual DAG none that is scheduled", () => {
  const once = schedule("@once");
  const bounds = { startDate: "2018-11-01T06:00:00Z" };
  const only = nextIntervalAfter(once, undefined, bounds);
  assert.equal(show(only), "2018-11-01T00:00Z/2018-11-02T00:00Z");
  assert.equal(nextIntervalAfter(once, only?.end, bounds), undefined);
  assert.equal(between("@once", "UTC", "2018-11-01", "2018-11-30", bounds).length, 1);
  assert.equal(between("@once", "UTC", "2018-11-02", "2018-11-30", bounds).length, 0);
  assert.equal(between("@once", "UTC", "2018-10-02", "2018-10-31", bounds).length, 0);
  assert.equal(between(null, "UTC", "2018-11-01", "2018-11-30").length, 0);
  assert.equal(nextIntervalAfter(schedule(null), undefined, bounds), undefined);
});

test("the newest complete interval has ended", () => {
  const daily = schedule("@daily");
  const at = (text: string) => show(latestCompleteInterval(daily, Date.parse(text)));
  assert.equal(at("2018-11-02T00:00:00Z"), "2018-11-01T00:00Z/2018-11-02T00:00Z");
  assert.equal(at("2018-11-01T23:59:59.999Z"), "2018-10-31T00:00Z/2018-11-01T00:00Z");
  assert.equal(latestCompleteInterval(schedule(null), 0), undefined);
  const now = Date.parse("2018-11-02T10:00:00Z");
  assert.equal(show(intervalForManualRun(daily, now)), "2018-11-01T00:00Z/2018-11-02T00:00Z");
  assert.equal(show(intervalForManualRun(schedule(null), now)), "2018-11-02T00:00Z/2018-11-03T00:00Z");
});

const zoneName = fc.constantFrom(
  "UTC",
  "Europe/Berlin",
  "America/Sao_Paulo",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Asia/Kathmandu",
);

function field(min: number, max: number): fc.Arbitrary<string> {
  const value = fc.integer({ min, max });
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant("*") },
    { weight: 3, arbitrary: value.map(String) },
    fc.uniqueArray(value, { minLength: 2, maxLength: 3 }).map((values) => values.join(",")),
    fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc.integer({ min: 2, max: max - 1 }).map((step) => `*/${step}`),
  );
}

const cron = fc
  .tuple(fc.integer({ min: 0, max: 59 }).map(String), field(0, 23), field(1, 28), field(1, 12), field(0, 6))
  .map((fields) => fields.join(" "));

test("intervals touch, do not overlap, and the parts of a range make up the whole", () => {
  const instant = fc.integer({ min: Date.parse("2005-01-01"), max: Date.parse("2030-01-01") });
  const length = fc.integer({ min: 0, max: 40 * 86_400_000 });
  fc.assert(
    fc.property(
      cron,
      zoneName,
      instant,
      length,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (text, zone, from, span, cut) => {
        const plan = schedule(text, zone);
        const list = (start: number, end: number) =>
          intervalsBetween(plan, {
            from: { time: start, isDateOnly: false },
            to: { time: end, isDateOnly: false },
            ...OPEN,
          });
        const all = list(from, from + span);
        for (const [index, interval] of all.entries()) {
          const start = Date.parse(interval.start);
          assert.ok(start >= from && start <= from + span);
          assert.ok(start < Date.parse(interval.end));
          const next = all[index + 1];
          if (next !== undefined) assert.equal(interval.end, next.start);
          assert.deepEqual(intervalAt(plan, { time: start, isDateOnly: false }), interval);
          const middle = Math.floor((start + Date.parse(interval.end)) / 2);
          assert.deepEqual(intervalAt(plan, { time: middle, isDateOnly: false }), interval);
          assert.deepEqual(latestCompleteInterval(plan, Date.parse(interval.end)), interval);
        }
        const middle = from + Math.floor(span * cut);
        assert.deepEqual([...list(from, middle), ...list(middle + 1, from + span)], all);
      },
    ),
    { numRuns: 150 },
  );
});

test("walking with nextIntervalAfter gives the same intervals as the list", () => {
  fc.assert(
    fc.property(cron, zoneName, fc.integer({ min: 0, max: 7000 }), (text, zone, day) => {
      const plan = schedule(text, zone);
      const start = Date.parse("2005-01-01") + day * 86_400_000;
      const bounds = { startDate: new Date(start).toISOString() };
      const listed = intervalsBetween(plan, {
        from: { time: start, isDateOnly: false },
        to: { time: start + 800 * 86_400_000, isDateOnly: false },
        limit: 20,
        ...bounds,
      });
      let previous: DataInterval | undefined;
      for (const expected of listed) {
        previous = nextIntervalAfter(plan, previous?.end, bounds);
        assert.deepEqual(previous, expected);
      }
    }),
    { numRuns: 100 },
  );
});
