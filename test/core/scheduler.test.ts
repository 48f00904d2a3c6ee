import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { DataInterval } from "../../protocol/run.ts";
import { intervalsBetween } from "../../runner/core/intervals.ts";
import { parseSchedule, type Schedule } from "../../runner/core/schedule.ts";
import { lookAtSchedule, type ScheduleLook } from "../../runner/core/scheduler.ts";

function schedule(text: string | null, zone = "UTC"): Schedule {
  const result = parseSchedule(text, zone);
  assert.ok(result.ok);
  return result.schedule;
}

const DAY = 86_400_000;

/** A moment of November 2018: `05` is the 5th, `05T06:00` a time of it; anything longer is written out. */
function iso(text: string): string {
  const full = text.length <= 8 ? `2018-11-${text}` : text;
  return new Date(full.includes("T") ? `${full}Z` : full).toISOString();
}

/** `05` for the beginning of a day of November 2018, else `05T06:00`. */
function shortTime(time: string): string {
  return time
    .replace("2018-11-", "")
    .replace(":00.000Z", "")
    .replace(/^(\d\d)T00:00$/, "$1");
}

/** `05` for a day's interval, else `05T06:00/05T07:00`. */
function show({ start, end }: DataInterval): string {
  const isDay = Date.parse(end) - Date.parse(start) === DAY && start.endsWith("T00:00:00.000Z");
  const short = (time: string) => time.replace("2018-11-", "").replace(":00.000Z", "");
  return isDay ? shortTime(start) : `${short(start)}/${short(end)}`;
}

/** What is given beyond a daily DAG without catchup that starts on the 1st and was never scheduled. */
interface Given {
  readonly schedule?: string | null;
  readonly zone?: string;
  readonly catchup?: true;
  readonly startDate?: string;
  readonly endDate?: string;
  readonly cursor?: string;
  readonly isWatched?: true;
  readonly now: string;
  readonly limit?: number;
  /** Starts of intervals that have a run. */
  readonly runs?: readonly string[];
}

const MINUTES = { schedule: "* * * * *", cursor: "01" };
const BERLIN = { zone: "Europe/Berlin", catchup: true } as const;
const CHANGED = { catchup: true, cursor: "05T07:00" } as const;

/** A name, what is given, and the step: `intervals that are due > cursor, next interval, what was left out`. */
const CASES: readonly (readonly [string, Given, string])[] = [
  // A DAG that was never scheduled.
  ["catchup begins at the startDate", { catchup: true, now: "04T12:00" }, "01 02 03 > 04, next 04"],
  ["without catchup only the latest complete interval", { now: "04T12:00" }, "03 > 04, next 04"],
  ["an interval is due at its end", { catchup: true, now: "02" }, "01 > 02, next 02"],
  ["and not a moment before", { catchup: true, now: "2018-11-01T23:59:59.999" }, "> none, next 01"],
  ["startDate to come", { startDate: "10", now: "04T12:00" }, "> 03, next 10"],
  ["startDate to come, catchup", { catchup: true, startDate: "10", now: "04T12:00" }, "> none, next 10"],
  [
    "startDate within an interval",
    { catchup: true, startDate: "02T06:00", now: "05" },
    "03 04 > 05, next 05",
  ],
  ["endDate is over", { endDate: "03", now: "09" }, "> 08, next none"],
  ["endDate is over, catchup", { catchup: true, endDate: "03", now: "09" }, "01 02 > 03, next none"],

  // A scheduler that starts.
  ["goes on where it was", { cursor: "04", now: "04T12:00" }, "> 04, next 04"],
  ["the only interval since is the latest", { cursor: "04", now: "05T12:00" }, "04 > 05, next 05"],
  ["what was missed is left out", { cursor: "04", now: "09T12:00" }, "08 > 09, next 09, missed 4: 04 to 07"],
  [
    "what was missed but has a run is not missed",
    { cursor: "04", now: "09T12:00", runs: ["04", "06"] },
    "08 > 09, next 09, missed 2: 05 to 07",
  ],
  ["nothing is missed", { cursor: "04", now: "07T12:00", runs: ["04", "05"] }, "06 > 07, next 07"],
  ["catchup leaves nothing out", { catchup: true, cursor: "04", now: "07T12:00" }, "04 05 06 > 07, next 07"],
  [
    "missed up to the endDate",
    { cursor: "04", endDate: "06", now: "09T12:00" },
    "> 08, next none, missed 2: 04 to 05",
  ],
  [
    "a great many are not counted",
    { ...MINUTES, now: "05T00:01" },
    "05T00:00/05T00:01 > 05T00:01, next 05T00:01/05T00:02, missed 1000 or more: 01T00:00/01T00:01 to 04T23:59/05T00:00",
  ],

  // While it lives.
  [
    "all that ended while the machine slept",
    { isWatched: true, cursor: "04", now: "09T12:00" },
    "04 05 06 07 08 > 09, next 09",
  ],
  ["the clock was set back", { isWatched: true, cursor: "09", now: "03T12:00" }, "> 09, next 09"],
  ["the clock was set back, a new start", { cursor: "09", now: "03T12:00" }, "> 09, next 09"],
  ["the limit leaves the rest for later", { catchup: true, now: "09", limit: 3 }, "01 02 03 > 04, next 04"],
  ["no room: nothing is taken", { isWatched: true, cursor: "04", now: "09", limit: 0 }, "> 04, next 04"],
  ["no room at the start", { cursor: "04", now: "09", limit: 0 }, "> 08, next 08, missed 4: 04 to 07"],

  // Runs that are there already.
  ["runs are passed", { catchup: true, now: "05", runs: ["02", "03"] }, "01 04 > 05, next 05"],
  ["the latest one has a run", { now: "05", runs: ["04"] }, "> 05, next 05"],

  // A schedule that has become another one.
  [
    "daily to hourly",
    { schedule: "@hourly", cursor: "05", now: "05T03:30" },
    "05T02:00/05T03:00 > 05T03:00, next 05T03:00/05T04:00, missed 2: 05T00:00/05T01:00 to 05T01:00/05T02:00",
  ],
  ["hourly to daily", { ...CHANGED, now: "05T08:00" }, "> 05T07:00, next 06, gap 05T07:00/06T00:00"],
  ["hourly to daily, later", { ...CHANGED, now: "07" }, "06 > 07, next 07, gap 05T07:00/06T00:00"],
  ["a gap is told when it begins", { ...CHANGED, isWatched: true, now: "05T08:00" }, "> 05T07:00, next 06"],
  [
    "to another time zone",
    { ...BERLIN, cursor: "05", now: "07" },
    "05T23:00/06T23:00 > 06T23:00, next 06T23:00/07T23:00, gap 05T00:00/05T23:00",
  ],
  ["a later startDate is no gap", { ...CHANGED, startDate: "06", now: "07" }, "06 > 07, next 07"],

  // Clocks that change: daily intervals of 23 and 25 hours, an hour that is there twice.
  [
    "summer begins",
    { ...BERLIN, startDate: "2018-03-24T23:00", now: "2018-03-25T22:00" },
    "2018-03-24T23:00/2018-03-25T22:00 > 2018-03-25T22:00, next 2018-03-25T22:00/2018-03-26T22:00",
  ],
  [
    "summer ends",
    { ...BERLIN, startDate: "2018-10-27T22:00", now: "2018-10-28T22:59" },
    "> none, next 2018-10-27T22:00/2018-10-28T23:00",
  ],
  [
    "an hour that occurs twice",
    { ...BERLIN, schedule: "@hourly", startDate: "2018-10-28T00:00", now: "2018-10-28T02:00" },
    "2018-10-28T00:00/2018-10-28T01:00 2018-10-28T01:00/2018-10-28T02:00 > 2018-10-28T02:00, next 2018-10-28T02:00/2018-10-28T03:00",
  ],

  // Other kinds of schedules.
  ["@once", { schedule: "@once", now: "02" }, "01 > 02, next none"],
  ["@once before its end", { schedule: "@once", now: "01T12:00" }, "> none, next 01"],
  ["@once, long ago", { schedule: "@once", now: "2024-01-01" }, "01 > 02, next none"],
  ["@once was scheduled", { schedule: "@once", cursor: "02", now: "05" }, "> 02, next none"],
  ["@once has a run", { schedule: "@once", now: "05", runs: ["01"] }, "> 02, next none"],
  ["by hand", { schedule: null, now: "05" }, "> none, next none"],
  ["by hand, once daily", { schedule: null, cursor: "03", now: "05" }, "> 03, next none"],
];

for (const [name, given, expected] of CASES) {
  test(name, () => {
    const { due, cursor, next, missed, gap } = lookAtSchedule(lookOf(given));
    const parts = [
      `${due.map((interval) => `${show(interval)} `).join("")}> ${cursor === undefined ? "none" : shortTime(cursor)}`,
      `next ${next === undefined ? "none" : show(next)}`,
    ];
    if (missed !== undefined) {
      const count = `${missed.count}${missed.isMore ? " or more" : ""}`;
      parts.push(`missed ${count}: ${show(missed.first)} to ${show(missed.last)}`);
    }
    if (gap !== undefined) parts.push(`gap ${show(gap)}`);
    assert.equal(parts.join(", "), expected);
  });
}

function lookOf(given: Given): ScheduleLook {
  const runs = new Set((given.runs ?? []).map(iso));
  return {
    schedule: schedule(given.schedule === undefined ? "@daily" : given.schedule, given.zone),
    bounds: {
      startDate: iso(given.startDate ?? "01"),
      ...(given.endDate && { endDate: iso(given.endDate) }),
    },
    catchup: given.catchup ?? false,
    cursor: given.cursor === undefined ? undefined : iso(given.cursor),
    isWatched: given.isWatched ?? false,
    now: Date.parse(iso(given.now)),
    limit: given.limit ?? 100,
    hasRun: ({ start }) => runs.has(start),
  };
}

const START = Date.parse("2018-03-20T00:00:00Z");

const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe");
const cron = fc.constantFrom(
  "@daily",
  "@weekly",
  "0 */6 * * *",
  "30 2 * * *",
  "0 6 * * 1-5",
  "15 1,13 * * *",
  "0 0 1 * *",
);

/** What happens to a scheduler, and then it looks. */
type Happening =
  | { readonly what: "time passes" | "clock set back"; readonly ms: number }
  | { readonly what: "restart" | "pause" | "resume"; readonly ms: number }
  | { readonly what: "run by hand"; readonly ms: number; readonly which: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant("time passes" as const),
      ms: fc.oneof(fc.nat(DAY), fc.nat(12 * DAY)),
    }),
  },
  fc.record({ what: fc.constant("clock set back" as const), ms: fc.nat(5 * DAY) }),
  fc.record({
    what: fc.constantFrom("restart" as const, "pause" as const, "resume" as const),
    ms: fc.nat(4 * DAY),
  }),
  fc.record({ what: fc.constant("run by hand" as const), ms: fc.nat(DAY), which: fc.nat(60) }),
);

/** A scheduler of one DAG, as the shell around the core is one. */
class World {
  now = START;
  isPaused = false;
  isWatched = false;
  cursor: string | undefined;
  readonly scheduled: DataInterval[] = [];
  readonly runs = new Set<string>();

  look(plan: Schedule, catchup: boolean, limit: number): void {
    if (this.isPaused) {
      this.isWatched = false;
      return;
    }
    for (;;) {
      const bounds = { startDate: new Date(START).toISOString() };
      const hasRun = ({ start }: DataInterval) => this.runs.has(start);
      const { now, cursor, isWatched } = this;
      const step = lookAtSchedule({ schedule: plan, bounds, catchup, cursor, isWatched, now, limit, hasRun });
      for (const interval of step.due) {
        assert.ok(Date.parse(interval.end) <= now, "an interval is scheduled after its end");
        assert.ok(!this.runs.has(interval.start), "no interval is scheduled twice");
        this.runs.add(interval.start);
        this.scheduled.push(interval);
      }
      assert.ok((step.cursor ?? "") >= (cursor ?? ""), "the cursor never goes back");
      this.cursor = step.cursor;
      this.isWatched = true;
      if (step.next === undefined || Date.parse(step.next.end) > now) return;
    }
  }

  happens({ what, ms }: Happening): void {
    this.now += what === "clock set back" ? -ms : ms;
    if (what === "restart") this.isWatched = false;
    if (what === "pause") this.isPaused = true;
    if (what === "resume") this.isPaused = false;
  }
}

test("whatever happens to clocks and processes: exactly the intervals that the rules name, each once, after its end", () => {
  fc.assert(
    fc.property(
      fc.record({ text: cron, zone, catchup: fc.boolean(), limit: fc.integer({ min: 1, max: 7 }) }),
      fc.array(happening, { maxLength: 30 }),
      ({ text, zone, catchup, limit }, happenings) => {
        const plan = schedule(text, zone);
        const all = intervalsBetween(plan, {
          from: { time: START, isDateOnly: false },
          to: { time: START + 400 * DAY, isDateOnly: false },
          startDate: new Date(START).toISOString(),
        });
        const world = new World();
        const byHand = new Set<string>();
        // The rules, told over the list of all intervals: `at` is the first one that is not dealt with.
        const expected: string[] = [];
        let at = 0;
        let isLooking = false;
        const expectLook = (): void => {
          if (world.isPaused) {
            isLooking = false;
            return;
          }
          const ended = all.filter(({ end }) => Date.parse(end) <= world.now).length;
          if (!catchup && !isLooking) at = Math.max(at, ended - 1);
          isLooking = true;
          for (; at < ended; at++) {
            const { start } = all[at] ?? { start: "" };
            if (!byHand.has(start)) expected.push(start);
          }
        };
        for (const it of happenings) {
          if (it.what === "run by hand") {
            const start = all[it.which]?.start ?? "";
            if (!world.runs.has(start)) byHand.add(start);
            world.runs.add(start);
          }
          if (it.what === "restart") isLooking = false;
          world.happens(it);
          expectLook();
          world.look(plan, catchup, limit);
          assert.deepEqual(
            world.scheduled.map(({ start }) => start),
            expected,
          );
        }
      },
    ),
    { numRuns: 200 },
  );
});

test("whatever becomes of the schedule: scheduled intervals never overlap, and come in their order", () => {
  const change = fc.record({ text: cron, zone });
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.array(fc.record({ happening, change: fc.option(change, { nil: undefined, freq: 3 }) }), {
        maxLength: 25,
      }),
      (catchup, happenings) => {
        const world = new World();
        let plan = schedule("@daily");
        for (const { happening: it, change: other } of happenings) {
          if (it.what === "run by hand") continue;
          if (other !== undefined) {
            plan = schedule(other.text, other.zone);
            world.isWatched = false;
          }
          world.happens(it);
          world.look(plan, catchup, 5);
        }
        for (const [index, { start }] of world.scheduled.entries()) {
          const before = world.scheduled[index - 1];
          if (before !== undefined) assert.ok(before.end <= start, `${show(before)} overlaps ${start}`);
        }
      },
    ),
    { numRuns: 200 },
  );
});
