import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { RunFacts } from "../../../protocol/plan-facts.ts";
import type { PlannedRun } from "../../../protocol/work.ts";
import { width as widthOf } from "../../../runner/cli/render/fit.ts";
import { planNotes } from "../../../runner/cli/render/plan-notes.ts";
import { planSummary } from "../../../runner/cli/render/plan-summary.ts";
import type { PlanView } from "../../../runner/cli/render/plan-table.ts";
import { planTable, withoutLeftOut } from "../../../runner/cli/render/plan-table.ts";
import { makeStyle, PLAIN_STYLE } from "../../../runner/cli/render/style.ts";
import { packageRoot } from "../../../runner/package-root.ts";
import { dagSpec, day, taskSpec } from "../../helpers/dag-specs.ts";

const GOLDEN = path.join(packageRoot(), "test", "cli", "render", "plan.golden.txt");

const TASKS = ["ready", "staging.events", "staging.songs", "songplays", "users", "songs", "checks"];
const DAG = dagSpec(
  "sparkify",
  TASKS.map((id) => taskSpec(id)),
);

const THERE = { state: "there", files: 1, bytes: 492_311, missing: [] } as const;
const USUAL = { ms: 12_345, of: "runs", samples: 12 } as const;
const NEW: RunFacts = { sources: THERE, usual: USUAL, repeats: [], goneStaging: [] };
const NOTHING: RunFacts = { sources: null, usual: null, repeats: [], goneStaging: [] };
const loaded = (effect: "refused" | "duplicates", date: string) =>
  ({ taskId: "songplays", table: "songplays", effect, loadedAt: Date.parse(date) }) as const;

type Line = readonly [run: Partial<PlannedRun>, facts?: RunFacts];

function view(lines: readonly Line[], shared: Partial<PlanView["facts"]> = {}): PlanView {
  const runs = lines.map(
    ([run], index): PlannedRun => ({
      interval: day(index),
      state: "none",
      action: "create",
      reason: "no run yet",
      taskIds: run.action === "skip" ? [] : TASKS,
      ...run,
    }),
  );
  const order = {
    kind: "backfill",
    dagId: DAG.id,
    from: "2018-11-01",
    to: "2018-11-30",
    policy: "missing",
    order: "asc",
    stopOnFailure: false,
    params: {},
  } as const;
  const facts = lines.map(([, its]) => its ?? NEW);
  return {
    plan: { order, dag: DAG, runKind: "backfill", taskIds: TASKS, runs },
    facts: { runs: facts, sharedSources: [], estimate: null, notes: [], ...shared },
  };
}

const FULL = view(
  [
    [{ state: "success", action: "skip", reason: "succeeded before" }, NOTHING],
    [
      { state: "failed", action: "resume", reason: "songplays failed", taskIds: TASKS.slice(3) },
      { ...NEW, sources: null, usual: { ms: 65_000, of: "tasks", samples: 12 } },
    ],
    [
      {
        state: "interrupted",
        action: "resume",
        reason: "its runner stopped before its end: checks is left",
        taskIds: ["checks"],
      },
      { ...NEW, sources: null },
    ],
    [
      { state: "success", action: "rerun", reason: "runs again, whatever became of it" },
      {
        ...NEW,
        repeats: [
          loaded("duplicates", "2024-11-03T10:00:00Z"),
          { taskId: "note", table: null, effect: "unknown", loadedAt: Date.parse("2024-11-03T10:00:00Z") },
        ],
      },
    ],
    [
      {
        state: "cancelled",
        action: "rerun",
        reason: "its run was of another interval, to 2018-11-08T00:00:00.000Z",
      },
      { ...NEW, repeats: [loaded("refused", "2024-11-03T10:00:00Z")] },
    ],
    [
      { state: "success", action: "rerun", reason: "runs again, whatever became of it" },
      { ...NEW, repeats: [loaded("refused", "2024-11-04T10:00:00Z")] },
    ],
    [
      {},
      {
        ...NEW,
        sources: { ...THERE, state: "missing", files: 0, bytes: 0, missing: ["log_data/2018/11/07.json"] },
      },
    ],
    [{}, { ...NEW, sources: { ...THERE, state: "unknown", files: 0, bytes: 0 } }],
    [{}, { ...NEW, sources: { ...THERE, files: 0, bytes: 0 } }],
    [{ action: "skip", reason: "not ended yet" }, NOTHING],
  ],
  {
    sharedSources: [{ lake: "lake", pattern: "song_data/", files: 1200, bytes: 3_456_789 }],
    estimate: { ms: 725_000, runsAtATime: 3 },
    notes: ['The folder data of the lake "lake" does not exist.'],
  },
);

/** All that a dry run shows of a plan. */
function shown(plan: PlanView, width: number): string {
  const table = planTable(plan, { width, style: PLAIN_STYLE, isWhole: false });
  return [table, "", ...planNotes(plan, width, PLAIN_STYLE), "", planSummary(plan, width)].join("\n");
}

// After a wanted change, run this test with UPDATE_GOLDEN=1 and read the difference.
test("a plan of everything there is, on narrow and wide terminals", () => {
  const plans = [
    ["everything", FULL],
    ["nothing but new runs", view([[{}], [{}, { ...NEW, sources: null, usual: null }]])],
    [
      "newest first, each with one task",
      view([[{ taskIds: ["users"], interval: day(1) }], [{ taskIds: ["users"], interval: day(0) }]]),
    ],
  ] as const;
  const told = plans.flatMap(([name, plan]) =>
    [80, 120].map((width) => `== ${name}, ${width} columns\n${shown(plan, width)}\n`),
  );
  const text = told.join("\n");
  if (process.env["UPDATE_GOLDEN"]) writeFileSync(GOLDEN, text);
  assert.equal(text, readFileSync(GOLDEN, "utf8"));
});

test("whatever the width, no line of the table and the notes is wider, and no date is cut", () => {
  for (let columns = 72; columns <= 160; columns++) {
    const table = planTable(FULL, { width: columns, style: PLAIN_STYLE, isWhole: false });
    const notes = planNotes(FULL, columns, PLAIN_STYLE);
    for (const line of [...table.split("\n"), ...notes.slice(0, 8)])
      assert.ok(widthOf(line) <= columns, line);
    for (const { interval } of FULL.plan.runs) assert.ok(table.includes(interval.start.slice(0, 10)), table);
  }
});

test("a long plan shows its first and last lines and counts the others; --all shows them", () => {
  const long = view(Array.from({ length: 100 }, (): Line => [{}]));
  const lines = planTable(long, { width: 80, style: PLAIN_STYLE, isWhole: false }).split("\n");
  assert.equal(lines.length, 2 + 30 + 1 + 5);
  assert.match(lines[31] ?? "", /^2018-11-30 /);
  assert.equal(lines[32], "⋮ 65 more (--all shows them)");
  assert.match(lines[33] ?? "", /^2019-02-04 /);
  assert.equal(planTable(long, { width: 80, style: PLAIN_STYLE, isWhole: true }).split("\n").length, 102);
  const month = view(Array.from({ length: 36 }, (): Line => [{}]));
  assert.doesNotMatch(planTable(month, { width: 80, style: PLAIN_STYLE, isWhole: false }), /more/);
});

test("reasons of several lines leave the count of the hidden runs in its place", () => {
  const reason = "its run was of another interval, to 2018-11-08T00:00:00.000Z";
  const long = view(Array.from({ length: 50 }, (): Line => [{ state: "success", action: "rerun", reason }]));
  const lines = planTable(long, { width: 110, style: PLAIN_STYLE, isWhole: false }).split("\n");
  const gap = lines.findIndex((line) => line.startsWith("⋮"));
  assert.match(lines.slice(0, gap).findLast((line) => /^\d/.test(line)) ?? "", /^2018-11-30 /);
  assert.match(lines[gap + 1] ?? "", /^2018-12-16 /);
});

test("what is left out can be left out of the table too", () => {
  const { plan, facts } = withoutLeftOut(FULL);
  assert.deepEqual(
    plan.runs.map(({ action }) => action),
    ["resume", "resume", "rerun", "rerun", "rerun", "create", "create", "create"],
  );
  assert.equal(facts.runs[2]?.repeats.length, 2);
});

test("marks and what is missing stand out in colour", () => {
  const style = makeStyle(true, true);
  const table = planTable(FULL, { width: 120, style, isWhole: false });
  assert.ok(table.includes(style.paint.yellow("run again !")));
  assert.ok(table.includes(style.paint.yellow("missing   ")));
});
