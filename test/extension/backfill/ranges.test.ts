import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { firstRange, quickRanges } from "../../../extension/surfaces/backfill-form/ranges.ts";
import { cadenceOf, scheduleWords } from "../../../extension/surfaces/backfill-form/schedule-words.ts";
import type { DagSpec } from "../../../protocol/dag.ts";
import { spec } from "./dags.ts";

const NOW = Date.parse("2018-12-05T10:30:00Z");

function texts(more: Partial<DagSpec>, now = NOW, failed: readonly string[] = []): readonly string[] {
  return quickRanges({ spec: spec(more), now, failed }).map(
    ({ label, from, to }) => `${label}: ${from} ${to}`,
  );
}

describe("ranges of a backfill form", () => {
  it("end with the last day that is over", () => {
    assert.deepEqual(texts({}), [
      "Last 7 days: 2018-11-28 2018-12-04",
      "This month: 2018-12-01 2018-12-04",
      "First 7 days: 2018-11-01 2018-11-07",
      "Since its start date: 2018-11-01 2018-12-04",
    ]);
  });

  it("end with the DAG's life", () => {
    assert.deepEqual(texts({ endDate: "2018-11-11T00:00:00.000Z" }).slice(0, 2), [
      "Last 7 days: 2018-11-03 2018-11-09",
      "This month: 2018-11-01 2018-11-09",
    ]);
  });

  it("begin with the DAG's life, and are not before it", () => {
    assert.deepEqual(texts({}, Date.parse("2018-11-03T10:00:00Z")), [
      "Last 7 days: 2018-11-01 2018-11-02",
      "This month: 2018-11-01 2018-11-02",
      "First 7 days: 2018-11-01 2018-11-02",
      "Since its start date: 2018-11-01 2018-11-02",
    ]);
    assert.deepEqual(texts({}, Date.parse("2018-10-03T10:00:00Z")), []);
  });

  it("are of the DAG's own time zone", () => {
    const late = Date.parse("2018-12-04T23:30:00Z");
    const [last] = texts({ timezone: "Europe/Berlin", startDate: "2018-10-31T23:00:00.000Z" }, late);
    assert.equal(last, "Last 7 days: 2018-11-28 2018-12-04");
  });

  it("are of hours, weeks and months", () => {
    assert.equal(texts({ schedule: "@hourly" })[0], "Last 24 hours: 2018-12-04T10:00 2018-12-05T09:00");
    assert.equal(
      texts({ schedule: "0 6 * * 1", startDate: "2018-01-01T00:00:00Z" })[0],
      "Last 7 weeks: 2018-10-11 2018-12-05",
    );
    assert.equal(
      texts({ schedule: "@monthly", startDate: "2018-01-01T00:00:00Z" })[0],
      "Last 7 months: 2018-05-01 2018-12-05",
    );
    assert.deepEqual(texts({ schedule: null }), []);
  });

  it("reach from the first failed run to the last", () => {
    const failed = ["2018-11-09T00:00:00.000Z", "2018-11-03T00:00:00.000Z"];
    assert.equal(texts({}, NOW, failed)[0], "2 failed runs: 2018-11-03 2018-11-09");
    assert.equal(quickRanges({ spec: spec(), now: NOW, failed })[0]?.policy, "failed");
  });

  it("begin where there is something", () => {
    assert.deepEqual(firstRange({ spec: spec(), now: NOW }, undefined), {
      from: "2018-11-01",
      to: "2018-11-07",
    });
    assert.deepEqual(firstRange({ spec: spec(), now: NOW }, "2018-11-20T00:00:00.000Z"), {
      from: "2018-11-14",
      to: "2018-11-20",
    });
    assert.deepEqual(firstRange({ spec: spec(), now: NOW }, "2018-11-02T00:00:00.000Z").from, "2018-11-01");
    assert.deepEqual(firstRange({ spec: spec({ schedule: null }), now: NOW }, undefined).from, "2018-12-05");
  });
});

describe("schedules in words", () => {
  const cases: readonly (readonly [string | null, string, string])[] = [
    [null, "No schedule: its runs are started by hand", "none"],
    ["@once", "Once, UTC", "once"],
    ["@daily", "Every day at 00:00, UTC", "day"],
    ["30 6 * * *", "Every day at 06:30, UTC", "day"],
    ["@hourly", "Every hour, UTC", "hour"],
    ["15 * * * *", "Every hour at minute 15, UTC", "hour"],
    ["* * * * *", "Every minute, UTC", "minutes"],
    ["*/10 * * * *", "Every 10 minutes, UTC", "minutes"],
    ["0 */6 * * *", "Every 6 hours, UTC", "minutes"],
    ["@weekly", "Every Sunday at 00:00, UTC", "week"],
    ["0 6 * * MON", "Every Monday at 06:00, UTC", "week"],
    ["0 6 * * 1-5", "Every weekday at 06:00, UTC", "other"],
    ["@monthly", "Every month on day 1 at 00:00, UTC", "month"],
    ["@quarterly", "Every quarter, UTC", "other"],
    ["@yearly", "Every year, UTC", "other"],
    ["0 6 1,15 * *", "Schedule 0 6 1,15 * *, UTC", "other"],
    ["0 6 L * 1#2", "Schedule 0 6 L * 1#2, UTC", "other"],
  ];
  for (const [schedule, words, cadence] of cases)
    it(`${schedule}`, () => {
      assert.deepEqual([scheduleWords(schedule, "UTC"), cadenceOf(schedule)], [words, cadence]);
    });
});
