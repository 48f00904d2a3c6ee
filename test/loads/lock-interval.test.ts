import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { DataInterval } from "../../protocol/run.ts";
import { type IntervalLocks, intervalLocks } from "../../runner/loads/lock-interval.ts";

test("a day takes its hours, so that neighbouring days of any time zone go side by side", () => {
  const { shared, exclusive } = intervalLocks(between("2018-11-01T05:00:00Z", "2018-11-02T05:00:00Z"));
  assert.deepEqual(shared, ["all", "2018-11", "2018-11-01", "2018-11-02"]);
  assert.equal(exclusive.length, 24);
  assert.equal(exclusive[0], "2018-11-01T05");
  assert.equal(exclusive[23], "2018-11-02T04");
});

test("longer intervals take few locks", () => {
  assert.deepEqual(
    intervalLocks(between("2018-11-01T00:00:00Z", "2018-12-01T00:00:00Z")).exclusive.length,
    30,
  );
  assert.deepEqual(intervalLocks(between("2018-01-01T00:00:00Z", "2019-01-01T00:00:00Z")), {
    shared: ["all"],
    exclusive: Array.from({ length: 12 }, (_, month) => `2018-${String(month + 1).padStart(2, "0")}`),
  });
  assert.deepEqual(intervalLocks(between("1990-01-01T00:00:00Z", "2019-01-01T00:00:00Z")), {
    shared: [],
    exclusive: ["all"],
  });
});

test("an empty interval has nothing to lock", () => {
  assert.deepEqual(intervalLocks(between("2018-11-01T00:00:00Z", "2018-11-01T00:00:00Z")), {
    shared: [],
    exclusive: [],
  });
});

const HOUR = 3_600_000;
const ORIGIN = Date.parse("2018-01-01T00:00:00Z");
const interval = fc
  .tuple(
    fc.integer({ min: 0, max: 24 * 365 * 4 }),
    fc.oneof(
      ...[1, 24, 60, 24 * 40, 24 * 400, 24 * 3000].map((hours) => fc.integer({ min: 1, max: hours * 60 })),
    ),
  )
  .map(([hour, minutes]) => {
    const start = ORIGIN + hour * HOUR;
    return between(new Date(start), new Date(start + minutes * 60_000));
  });

test("intervals that overlap wait for each other", () => {
  fc.assert(
    fc.property(interval, interval, (a, b) => {
      if (a.start < b.end && b.start < a.end) assert.ok(conflict(intervalLocks(a), intervalLocks(b)));
    }),
    { numRuns: 2000 },
  );
});

test("locks are taken in one order, so that no two transactions wait for each other", () => {
  fc.assert(
    fc.property(interval, interval, (a, b) => {
      const order = ({ shared, exclusive }: IntervalLocks) => [...shared, ...exclusive];
      const [first, second] = [order(intervalLocks(a)), order(intervalLocks(b))];
      const common = first.filter((name) => second.includes(name));
      assert.deepEqual(
        common,
        second.filter((name) => first.includes(name)),
      );
      assert.equal(new Set(first).size, first.length);
    }),
  );
});

test("days of whole hours that do not overlap go side by side", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 24, max: 5000 }), (hour, later) => {
      const day = (start: number) =>
        between(new Date(ORIGIN + start * HOUR), new Date(ORIGIN + (start + 24) * HOUR));
      assert.ok(!conflict(intervalLocks(day(hour)), intervalLocks(day(hour + later))));
    }),
  );
});

function conflict(a: IntervalLocks, b: IntervalLocks): boolean {
  const meets = (names: readonly string[], others: readonly string[]) =>
    names.some((name) => others.includes(name));
  return meets(a.exclusive, b.exclusive) || meets(a.exclusive, b.shared) || meets(a.shared, b.exclusive);
}

function between(start: string | Date, end: string | Date): DataInterval {
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
}
