import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunEvent } from "../../../protocol/event.ts";
import type { RunRecord } from "../../../protocol/history.ts";
import { scheduleTable } from "../../../runner/cli/render/schedule-table.ts";
import { noticeLines } from "../../../runner/cli/render/scheduler-notice.ts";
import { schedulerRuns } from "../../../runner/cli/render/scheduler-runs.ts";
import { PLAIN_STYLE } from "../../../runner/cli/render/style.ts";
import { terminalLines } from "../../../runner/cli/terminal-lines.ts";
import type { SchedulePreview } from "../../../runner/scheduler/preview.ts";
import { dagSpec, day } from "../../helpers/dag-specs.ts";
import { loads, SAMPLE_ERROR, sampleCheck } from "./sample-events.ts";

const D = dagSpec("d", []);
const HOURLY = dagSpec("hours of work", [], { schedule: "@hourly", timezone: "Europe/Berlin" });
const HOURS = (start: number) => ({
  start: new Date(Date.parse(day(0).start) + start * 3_600_000).toISOString(),
  end: new Date(Date.parse(day(0).start) + (start + 1) * 3_600_000).toISOString(),
});

type NoticeCase = readonly [Parameters<typeof noticeLines>[0], string];

const NOTICES: readonly NoticeCase[] = [
  [
    { kind: "missed", dag: D, why: "away", missed: { count: 3, isMore: false, first: day(0), last: day(2) } },
    "d: 3 intervals passed while no scheduler ran, and are left out. To run them:\n" +
      "  > backfill d --from 2018-11-01 --to 2018-11-03",
  ],
  [
    {
      kind: "missed",
      dag: D,
      why: "paused",
      missed: { count: 1, isMore: false, first: day(4), last: day(4) },
    },
    "d: 1 interval passed while it was paused, and is left out. To run it:\n" +
      "  > backfill d --from 2018-11-05 --to 2018-11-05",
  ],
  [
    {
      ...{ kind: "missed", dag: HOURLY, why: "changed" },
      missed: { count: 1000, isMore: true, first: HOURS(0), last: HOURS(1500) },
    },
    "hours of work: 1,000 or more intervals of its new schedule had passed before, and are left out. To run them:\n" +
      "  > backfill 'hours of work' --from 2018-11-01T00:00:00Z --to 2019-01-02T12:00:00Z",
  ],
  [
    { kind: "gap", dag: D, gap: HOURS(5) },
    "d has another schedule now: 2018-11-01T05:00:00Z to 2018-11-01T06:00:00Z is in none of its intervals. To run it:\n" +
      "  > run d --start 2018-11-01T05:00:00Z --end 2018-11-01T06:00:00Z",
  ],
  [{ kind: "continued", dag: D, runs: 1 }, "d goes on with 1 run that did not end"],
  [{ kind: "continued", dag: D, runs: 2 }, "d goes on with 2 runs that did not end"],
  [{ kind: "paused", dag: D }, "d paused"],
  [{ kind: "resumed", dag: D }, "d resumed"],
  [{ kind: "found", dag: D }, "d found in test.dag.ts:1:1"],
  [{ kind: "lost", dag: D, isBroken: false }, "d is not scheduled: not in test.dag.ts any more"],
  [{ kind: "lost", dag: D, isBroken: true }, "d is not scheduled: there are problems in the DAG files"],
  [
    {
      kind: "problem",
      problem: {
        ...{ severity: "error", code: "x", message: "It is\nwrong.\u001B[2J" },
        position: { file: "a.dag.ts", line: 3, column: 5 },
      },
    },
    "error a.dag.ts:3:5 It is wrong.\\x1b[2J",
  ],
  [{ kind: "config-changed" }, "millrace.json has changed: stop the scheduler and start it again to use it"],
];

for (const [notice, expected] of NOTICES)
  test(`told: ${expected.split("\n")[0]}`, () => {
    const suggest = (words: string): string => `> ${words}`;
    assert.equal(noticeLines(notice, { style: PLAIN_STYLE, suggest }).join("\n"), expected);
  });

for (const [isTTY, expected] of [
  [true, ["one two", "  three", " a command", "four"]],
  [false, ["one two three", " a command", "four"]],
] as const)
  test(`lines are broken between words, commands not: ${isTTY ? "terminal" : "pipe"}`, () => {
    const stdout = { isTTY } as NodeJS.WriteStream;
    const lines = terminalLines(["one two three", " a command", "four"], { stdout, width: 9 }, 2);
    assert.deepEqual(lines, expected);
  });

test("what is due now, and what is due next", () => {
  const preview = (more: Partial<SchedulePreview>): SchedulePreview => {
    return { dag: D, isPaused: false, due: [], isMore: false, next: undefined, missed: undefined, ...more };
  };
  const previews = [
    preview({ due: [day(0)], next: day(1) }),
    preview({ due: [day(0), day(1)], next: day(2) }),
    preview({ due: Array(1000).fill(day(0)), isMore: true }),
    preview({ dag: HOURLY, next: HOURS(25) }),
    preview({ isPaused: true, due: [day(0)], next: day(1) }),
  ];
  const now = Date.parse(day(1).start) + 3_600_000;
  const table = scheduleTable(previews, { width: 90, style: PLAIN_STYLE, now });
  assert.equal(
    table,
    `
dag            schedule               due now                 next interval     due
─────────────  ─────────────────────  ──────────────────────  ────────────────  ─────────
d              @daily                 2018-11-01              2018-11-02        in 23h
d              @daily                 2 from 2018-11-01       2018-11-03        in 1d 23h
d              @daily                 1,000+ from 2018-11-01
hours of work  @hourly Europe/Berlin                          2018-11-02 02:00  in 1h
d              @daily                 paused`.slice(1),
  );
});

/** The lines of these events of a run that was started on that day at noon. */
function linesOf(kind: RunRecord["kind"], events: readonly RunEvent[]): string {
  const record = { runId: "r", dagId: "d", kind, interval: day(0), startedAt: 1000 } as RunRecord;
  const lines = schedulerRuns({
    style: PLAIN_STYLE,
    findRun: () => record,
    labelOf: ({ interval }) => interval.start.slice(0, 10),
    logsCommand: (_run, taskId) => `> logs d ${taskId}`,
  });
  return events.flatMap((event) => lines(event)).join("\n");
}

const at = { at: 1000, runId: "r" };
const task = { ...at, taskId: "a" };
const CREATED: RunEvent = {
  ...{
    type: "run.created",
    ...at,
    dagId: "d",
    kind: "scheduled",
    interval: day(0),
    params: {},
    taskIds: ["a"],
  },
};
const STARTED: RunEvent = { type: "run.started", ...at };
const REOPENED: RunEvent = { type: "run.reopened", ...at, taskIds: ["a"] };
const DONE: RunEvent = { type: "task.succeeded", ...task, loads: [loads("t", 1234)], checks: [] };
const FAILED: RunEvent = { type: "task.failed", ...task, error: SAMPLE_ERROR, loads: [], checks: [] };
const WARNS: RunEvent = { ...DONE, checks: [sampleCheck("warn")] };
const ended = (state: "success" | "failed" | "cancelled", reason?: string): RunEvent => {
  return { type: "run.finished", ...at, at: 4200, state, ...(reason !== undefined && { reason }) };
};

const RETRIED: RunEvent = { ...FAILED, retryAt: 301_000 };

const RUNS: readonly (readonly [string, RunRecord["kind"], readonly RunEvent[], string])[] = [
  [
    "a run that succeeds",
    "scheduled",
    [CREATED, STARTED, DONE, ended("success")],
    "success 1,234 rows 3.2 s",
  ],
  [
    "checks that warn",
    "scheduled",
    [CREATED, STARTED, WARNS, ended("success")],
    "success 1,234 rows 3.2 s 1 check warns",
  ],
  [
    "a run that fails",
    "scheduled",
    [CREATED, STARTED, FAILED, ended("failed")],
    `failed 0 rows 3.2 s a: ${SAMPLE_ERROR.message}\n  > logs d a`,
  ],
  [
    "a failure that was dealt with",
    "scheduled",
    [CREATED, STARTED, FAILED, ended("success")],
    "success 0 rows 3.2 s",
  ],
  [
    "another try",
    "scheduled",
    [CREATED, STARTED, RETRIED, DONE, ended("success")],
    `a up_for_retry ${SAMPLE_ERROR.message} (tried again in 5 min 00 s)\nd 2018-11-01 success 1,234 rows 3.2 s`,
  ],
  [
    "a run that is stopped",
    "scheduled",
    [CREATED, STARTED, ended("cancelled", "why")],
    "cancelled 0 rows 3.2 s why",
  ],
];

for (const [name, kind, events, expected] of RUNS)
  test(`lines of ${name}`, () => {
    assert.equal(linesOf(kind, events), `d 2018-11-01 running\nd 2018-11-01 ${expected}`);
  });

const ASKED: readonly (readonly [string, RunRecord["kind"], RunEvent, string])[] = [
  ["the schedule", "scheduled", CREATED, "running"],
  ["a user", "manual", { ...CREATED, kind: "manual" }, "running (manual)"],
  ["a backfill", "backfill", { ...CREATED, kind: "backfill", backfillId: "b7" }, "running (backfill b7)"],
  ["a backfill that took it", "scheduled", { ...REOPENED, backfillId: "b7" }, "running (backfill b7)"],
  ["a scheduler that goes on with it", "scheduled", REOPENED, "running"],
];

for (const [by, kind, begin, expected] of ASKED)
  test(`a run that was asked for by ${by}`, () => {
    assert.equal(linesOf(kind, [begin, STARTED]), `d 2018-11-01 ${expected}`);
  });
