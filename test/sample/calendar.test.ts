import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { eventsByDay, timeOfDay } from "../../runner/sample/calendar.ts";

test("days share all events, each has one at least", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e6 }),
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 0, max: 1e8 }),
      (seed, days, more) => {
        const byDay = eventsByDay(seed, 0, days, days + more);
        assert.equal(byDay.length, days);
        assert.ok(byDay.every((events) => Number.isInteger(events) && events >= 1));
        assert.equal(
          byDay.reduce((sum, events) => sum + events, 0),
          days + more,
        );
      },
    ),
  );
});

test("times of day grow with the share and stay within the day", () => {
  const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(share, share, fc.boolean(), (a, b, lastDay) => {
      const [early, late] = [Math.min(a, b), Math.max(a, b)].map((part) => timeOfDay(part, lastDay));
      assert.ok(early !== undefined && late !== undefined && early <= late);
      assert.ok(early >= 0 && late < (lastDay ? 20 : 24) * 3_600_000);
    }),
  );
});
