import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunEvent } from "../../../protocol/event.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import { applyEvent } from "../../../runner/cli/render/apply-event.ts";
import { width } from "../../../runner/cli/render/fit.ts";
import { plainProgress } from "../../../runner/cli/render/plain-progress.ts";
import { progressFrame } from "../../../runner/cli/render/progress-frame.ts";
import {
  createModel,
  type ProgressModel,
  runTotals,
  timeLeft,
} from "../../../runner/cli/render/progress-model.ts";
import { makeStyle, PLAIN_STYLE } from "../../../runner/cli/render/style.ts";
import { summaryLines } from "../../../runner/cli/render/summary.ts";
import {
  loads,
  SAMPLE_DAG,
  SAMPLE_ERROR,
  SAMPLE_START,
  sampleBackfill,
  sampleCheck,
} from "./sample-events.ts";

const INTERVAL = { start: "2018-11-03T00:00:00.000Z", end: "2018-11-04T00:00:00.000Z" };
const RUN = "manual__2018-11-03";

function created(taskIds: readonly string[], dagId = SAMPLE_DAG.id): RunEvent {
  return {
    type: "run.created",
    at: at(0),
    runId: RUN,
    dagId,
    kind: "manual",
    interval: INTERVAL,
    params: {},
    taskIds,
  };
}

function started(taskId: string, ms: number): RunEvent {
  return { type: "task.started", at: at(ms), runId: RUN, taskId, tryNumber: 1, tryId: taskId };
}

function at(ms: number): number {
  return SAMPLE_START + ms;
}

function modelOf(events: readonly RunEvent[]): ProgressModel {
  const model = createModel(SAMPLE_DAG, intervalLabeler("UTC"));
  for (const event of events) applyEvent(model, event);
  return model;
}

function plainLines(events: readonly RunEvent[]): string[] {
  let text = "";
  const write = (part: string): void => {
    text += part;
  };
  const view = plainProgress({ dag: SAMPLE_DAG, style: PLAIN_STYLE, write });
  for (const event of events) view.onEvent(event);
  return text.split("\n").slice(0, -1);
}

test("while tasks wait to be tried again, the picture says why and what to do; then no more", () => {
  const error = { code: "gone", message: "Nobody answers.", next: "Start the server.", retryable: true };
  const failed = (taskId: string): RunEvent => ({
    type: "task.failed",
    at: at(200),
    runId: RUN,
    taskId,
    error,
    retryAt: at(60_000),
    loads: [],
    checks: [],
  });
  const tasks = ["staging.events", "staging.songs"];
  const before = [
    created(tasks),
    { type: "run.started", at: at(0), runId: RUN } as const,
    ...tasks.flatMap((taskId) => [started(taskId, 100), failed(taskId)]),
  ];
  const pictureOf = (events: readonly RunEvent[]): string[] =>
    progressFrame(modelOf(events), { width: 80, height: 30, style: PLAIN_STYLE, now: at(300) });
  assert.deepEqual(pictureOf(before).slice(-4), [
    "",
    "↻ 2018-11-03  staging.events  Nobody answers.",
    "↻ 2018-11-03  staging.songs  Nobody answers.",
    "  Start the server.",
  ]);
  const again = pictureOf([...before, ...tasks.map((taskId) => started(taskId, 250))]);
  assert.doesNotMatch(again.join("\n"), /Nobody|Start/);
});

for (const columns of [40, 80, 120]) {
  test(`every picture of a backfill fits ${columns} columns and its height`, () => {
    for (const unicode of [true, false]) {
      const model = createModel(SAMPLE_DAG, intervalLabeler("UTC"));
      for (const [index, event] of sampleBackfill(30).entries()) {
        applyEvent(model, event);
        if (index % 5 !== 0) continue;
        for (const height of [12, 40]) {
          const style = makeStyle(true, unicode);
          const lines = progressFrame(model, { width: columns, height, style, now: event.at });
          assert.ok(lines.length < height, `${lines.length} lines`);
          for (const line of lines) assert.ok(width(line) <= columns, line);
        }
      }
    }
  });
}

test("a picture tells what goes on, what failed and what ended last", () => {
  const model = modelOf(sampleBackfill(30).filter((event) => event.at <= at(8000)));
  const screen = { width: 80, height: 24, style: PLAIN_STYLE, now: at(8000) };
  const lines = progressFrame(model, screen);
  assert.equal(lines[0], "sparkify  backfill b1, 2018-11-01 to 2018-12-01");
  assert.match(lines[1] ?? "", /^[█░]+ {2}\d+\/30 runs {2}8 running {2}2 failed {2}8 s {2}about \d+ s left$/);
  const text = lines.join("\n");
  assert.match(text, /^● 2018-11-02 {2}✓{7}↻·{4} {3}7\/12 {2}1,621 rows {2}dimensions\.time retry in \d s$/m);
  assert.match(text, /^✓ 2018-11-10 {2}✓{12} {2}12\/12 {2}1,733 rows {2}3\.9 s$/m);
  assert.match(text, /^✗ 2018-11-05 \+1 {2}load_songplays {2}column "levle" does not exist/m);
});

test("a waiting sensor and a cancelled run say so", () => {
  const events: RunEvent[] = [
    created(["events_ready"]),
    { type: "run.started", at: at(0), runId: RUN },
    started("events_ready", 10),
    {
      type: "task.rescheduled",
      at: at(20),
      runId: RUN,
      taskId: "events_ready",
      until: at(60_020),
      note: "no key",
    },
  ];
  const screen = { width: 80, height: 24, style: PLAIN_STYLE, now: at(20_020) };
  assert.match(
    progressFrame(modelOf(events), screen).join("\n"),
    /◷ {2}0\/1 {2}0 rows {2}events_ready waits, looks in 40 s/,
  );
  const cancelled: RunEvent = { type: "run.cancelling", at: at(30), runId: RUN, reason: "Ctrl-C" };
  assert.match(
    progressFrame(modelOf([...events, cancelled]), screen).join("\n"),
    /0 rows {2}cancelling {2}events_ready/,
  );
});

test("a backfill that is paused says so until it goes on; another one's pause changes nothing", () => {
  const [made, ...rest] = sampleBackfill(3).slice(0, 4);
  const paused = { type: "backfill.paused", at: at(30), backfillId: "b1" } as const;
  const resumed = { type: "backfill.resumed", at: at(40), backfillId: "b1" } as const;
  const other = { type: "backfill.paused", at: at(50), backfillId: "b2" } as const;
  assert.equal(made?.type, "backfill.created");
  const screen = { width: 90, height: 24, style: PLAIN_STYLE, now: at(60) };
  const title = (...events: readonly RunEvent[]) => progressFrame(modelOf(events), screen)[0];
  const name = "sparkify  backfill b1, 2018-11-01 to 2018-11-04";
  assert.equal(title(made, ...rest, paused), `${name}  paused: what runs comes to its end`);
  assert.equal(title(made, ...rest, paused, resumed, other), name);
  assert.equal(title(resumed, ...rest), "sparkify  backfill b1");
  const end = (...events: readonly RunEvent[]) => summaryLines(modelOf(events), 90, PLAIN_STYLE).at(-1);
  const waiting = end(made, paused) ?? "";
  assert.match(waiting, /^○ sparkify {2}3 runs.*: 3 waiting \(paused\)$/);
  assert.match(end(made, paused, resumed) ?? "", /: 3 queued$/);
  assert.deepEqual(plainLines([made, paused, resumed, other, { ...paused, type: "backfill.cancelled" }]), [
    "12:00:00 sparkify backfill b1 of 3 runs, 2018-11-01T00:00:00.000Z to 2018-11-04T00:00:00.000Z",
    "12:00:00 sparkify backfill b1 paused: what runs comes to its end",
    "12:00:00 sparkify backfill b1 goes on",
    "12:00:00 sparkify backfill b1 cancelled",
  ]);
});

test("totals count runs that are not created yet, and end with the backfill", () => {
  const events = sampleBackfill(30);
  const start = runTotals(modelOf(events.slice(0, 1)));
  assert.deepEqual([start.total, start.ended, start.byState.get("queued")], [30, 0, 30]);
  const end = runTotals(modelOf(events));
  assert.deepEqual(
    [end.total, end.ended, end.byState.get("success"), end.byState.get("failed")],
    [30, 30, 26, 4],
  );
});

test("the time left is unknown at first, and nothing at the end", () => {
  const events = sampleBackfill(30);
  const early = events.filter((event) => event.at <= at(1000));
  assert.equal(timeLeft(modelOf(early), at(1000)), undefined);
  const middle = timeLeft(modelOf(events.filter((event) => event.at <= at(10_000))), at(10_000));
  assert.ok(middle !== undefined && middle > 2000 && middle < 30_000, `${middle}`);
  assert.equal(timeLeft(modelOf(events), at(60_000)), undefined);
});

test("runs of other DAGs change nothing", () => {
  const model = modelOf([]);
  const other = created(["a"], "other");
  assert.equal(applyEvent(model, other), false);
  assert.equal(applyEvent(model, started("a", 1)), false);
  assert.equal(model.runs.size, 0);
});

test("a run that is opened again loses its failure; one from before is looked up", () => {
  const failed: RunEvent = {
    type: "task.failed",
    at: at(5),
    runId: RUN,
    taskId: "a",
    error: SAMPLE_ERROR,
    loads: [],
    checks: [],
  };
  const reopened: RunEvent = { type: "run.reopened", at: at(9), runId: RUN, taskIds: ["a"] };
  const finished: RunEvent = { type: "run.finished", at: at(6), runId: RUN, state: "failed" };
  const model = modelOf([created(["a"]), started("a", 1), failed, finished]);
  assert.equal(model.failures.size, 1);
  applyEvent(model, reopened);
  assert.equal(model.failures.size, 0);
  assert.equal(runTotals(model).ended, 0);

  assert.equal(applyEvent(modelOf([]), reopened), false);
  const known = createModel(SAMPLE_DAG, intervalLabeler("UTC"), () => ({
    interval: INTERVAL,
    tasks: { load_songplays: "success", publish: "failed" },
  }));
  applyEvent(known, { ...reopened, taskIds: ["publish"] });
  const run = known.runs.get(RUN);
  assert.equal(run?.label, "2018-11-03");
  assert.deepEqual(
    [...(run?.tasks.values() ?? [])].map(({ state }) => state),
    ["success", "none"],
  );
});

test("the summary tells rows by table, warnings, each cause once, and the count of runs", () => {
  assert.deepEqual(summaryLines(modelOf(sampleBackfill(30)), 80, PLAIN_STYLE), [
    "table           inserted  updated  deleted",
    "──────────────  ────────  ───────  ───────",
    "staging_events    16,425        0        0",
    "songplays         32,435        0      377",
    "users                312       78        0",
    "",
    "Warnings",
    "  2018-11-10  quality_checks  ! rowCount songplays: 0 rows, expected at least 1",
    "",
    "✗ load_songplays  in 4 runs",
    "  2018-11-05, 2018-11-12, 2018-11-19, 2018-11-26",
    '  column "levle" does not exist, and this message goes on for a while so that it',
    "  is too long for a line",
    "  sql/songplays.sql:12:9",
    "  Correct the name of the column, or create it.",
    "",
    "✗ sparkify  30 runs in 22.5 s: 26 success, 4 failed",
  ]);
});

for (const [columns, expected] of [
  [
    64,
    ["  2018-11-10  quality_checks  ! rowCount songplays: 0 rows,", `${" ".repeat(30)}expected at least 1`],
  ],
  [56, ["  2018-11-10  quality_checks", "    ! rowCount songplays: 0 rows, expected at least 1"]],
] as const)
  test(`warnings that do not fit go on below, between words: ${columns} columns`, () => {
    const lines = summaryLines(modelOf(sampleBackfill(30)), columns, PLAIN_STYLE);
    const from = lines.indexOf("Warnings") + 1;
    assert.deepEqual(lines.slice(from, lines.indexOf("", from)), expected);
  });

test("the summary tells why a run ended that has no failed task, and that nothing ran", () => {
  const finished: RunEvent = {
    type: "run.finished",
    at: at(6),
    runId: RUN,
    state: "cancelled",
    reason: "Ctrl-C",
  };
  assert.deepEqual(summaryLines(modelOf([created(["a"]), finished]), 80, PLAIN_STYLE), [
    "■ Ctrl-C  2018-11-03",
    "",
    "■ sparkify  1 run: 1 cancelled",
  ]);
  const empty: RunEvent = {
    type: "backfill.created",
    at: at(0),
    backfillId: "b",
    dagId: SAMPLE_DAG.id,
    from: INTERVAL.start,
    to: INTERVAL.end,
    policy: "missing",
    order: "asc",
    taskIds: [],
    stopOnFailure: false,
    params: {},
    runs: 0,
  };
  assert.deepEqual(summaryLines(modelOf([empty]), 80, PLAIN_STYLE), [
    "✓ sparkify  0 runs in 0 ms: nothing ran",
  ]);
  assert.deepEqual(summaryLines(modelOf([]), 80, PLAIN_STYLE), []);
});

test("runs that were cancelled together are told together, and fill the bar", () => {
  const events = [1, 2, 3].flatMap((day): RunEvent[] => {
    const interval = { start: `2018-11-0${day}T00:00:00.000Z`, end: `2018-11-0${day + 1}T00:00:00.000Z` };
    const run = { runId: `r${day}`, dagId: SAMPLE_DAG.id, kind: "backfill", interval, params: {} } as const;
    const end =
      day === 1 ? ({ state: "success" } as const) : ({ state: "cancelled", reason: "Ctrl-C" } as const);
    return [
      { type: "run.created", at: at(0), ...run, taskIds: ["publish"] },
      { type: "run.finished", at: at(1), runId: run.runId, ...end },
    ];
  });
  const model = modelOf(events);
  assert.deepEqual(summaryLines(model, 80, PLAIN_STYLE), [
    "■ Ctrl-C  in 2 runs",
    "  2018-11-02, 2018-11-03",
    "",
    "■ sparkify  3 runs: 1 success, 2 cancelled",
  ]);
  const style = makeStyle(true, true);
  const [, bar = ""] = progressFrame(model, { width: 80, height: 24, style, now: at(1) });
  assert.ok(bar.startsWith(style.paint.green("█".repeat(13)) + style.paint.red("")), bar);
  assert.ok(bar.includes(style.paint.magenta("█".repeat(27))), bar);
});

const TASK = { runId: RUN, taskId: "staging.events" };
const PLAIN: readonly (readonly [string, RunEvent, readonly string[]])[] = [
  [
    "a success with rows",
    { type: "task.succeeded", at: at(62_200), ...TASK, loads: [loads("staging_events", 388)], checks: [] },
    ["12:01:02 sparkify 2018-11-03 staging.events success 388 rows 200 ms"],
  ],
  [
    "rejected records and a warning",
    {
      type: "task.succeeded",
      at: at(62_200),
      ...TASK,
      loads: [loads("staging_events", 388, { rejected: 2 })],
      checks: [sampleCheck("warn"), sampleCheck("pass")],
    },
    [
      "12:01:02 sparkify 2018-11-03 staging.events success 388 rows, 2 records rejected 200 ms",
      "12:01:02 sparkify 2018-11-03 staging.events ! rowCount songplays: 0 rows, expected at least 1",
    ],
  ],
  [
    "a failure with a failed check",
    {
      type: "task.failed",
      at: at(62_200),
      ...TASK,
      error: { code: "checks-failed", message: "1 check\nfailed.\u001b[2J", retryable: false },
      loads: [],
      checks: [sampleCheck("fail"), sampleCheck("error")],
    },
    [
      "12:01:02 sparkify 2018-11-03 staging.events failed 200 ms 1 check failed.\\x1b[2J",
      "12:01:02 sparkify 2018-11-03 staging.events ✗ rowCount songplays: 0 rows, expected at least 1",
      "12:01:02 sparkify 2018-11-03 staging.events ? rowCount songplays: The table songplays has 0 rows.",
    ],
  ],
  [
    "a retry",
    {
      type: "task.failed",
      at: at(62_200),
      ...TASK,
      error: { ...SAMPLE_ERROR, next: "Start the\nserver." },
      retryAt: at(67_200),
      loads: [],
      checks: [],
    },
    [
      `12:01:02 sparkify 2018-11-03 staging.events up_for_retry 200 ms ${SAMPLE_ERROR.message} Start the server. (tried again in 5.0 s)`,
    ],
  ],
  [
    "a skipped task",
    { type: "task.skipped", at: at(62_200), ...TASK, reason: "no files" },
    ["12:01:02 sparkify 2018-11-03 staging.events skipped no files"],
  ],
  ["a queued task", { type: "task.queued", at: at(62_200), ...TASK }, []],
  ["a scheduled task", { type: "task.scheduled", at: at(62_200), ...TASK }, []],
  [
    "the end of a run",
    { type: "run.finished", at: at(62_200), runId: RUN, state: "success" },
    ["12:01:02 sparkify 2018-11-03 success 0 rows 1 min 02 s"],
  ],
];

for (const [name, event, lines] of PLAIN) {
  test(`as lines: ${name}`, () => {
    const before: RunEvent[] = [created(["staging.events"]), { type: "run.started", at: at(0), runId: RUN }];
    const all = plainLines([...before, started("staging.events", 62_000), event]);
    assert.deepEqual(all, ["12:00:00 sparkify 2018-11-03 running", ...lines]);
  });
}
