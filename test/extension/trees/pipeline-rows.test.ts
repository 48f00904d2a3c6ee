import assert from "node:assert/strict";
import { test } from "node:test";
import { pipelineRows } from "../../../extension/surfaces/pipelines-tree/pipeline-rows.ts";
import { pipelinesBadge } from "../../../extension/surfaces/pipelines-tree/pipelines-badge.ts";
import type { DagView, WorkspaceView } from "../../../protocol/rpc/workspace.ts";
import { checkSpec, dagSpec, taskSpec } from "../../helpers/dag-specs.ts";
import { dagView, runDetailOf, runView, taskView, viewOf } from "../model/samples.ts";
import { allRows, HOSTILE, outline } from "./outline.ts";

const NOW = Date.parse("2018-12-01T19:00:00Z");

function check(view: WorkspaceView, expected: string): void {
  assert.equal(outline(pipelineRows(view, NOW)), expected.trim().replace(/^ {4}/gm, ""));
}

const load = { table: "t", read: 9, inserted: 380, updated: 8, deleted: 1, rejected: 0, total: 400 };
const record = { runId: "r", taskId: "t", dagId: "d", interval: { start: "", end: "" }, at: 0 };

test("a DAG tells its last run and its next; groups hold their tasks", () => {
  const spec = dagSpec(
    "sparkify",
    [
      taskSpec("ready"),
      taskSpec("staging.events", { group: "staging" }),
      taskSpec("staging.deep.songs", { group: "staging.deep" }),
      taskSpec("checks"),
      taskSpec("later"),
    ],
    {
      groups: [
        { id: "staging", position: { file: "f", line: 1, column: 1 } },
        { id: "staging.deep", parent: "staging", position: { file: "f", line: 1, column: 1 } },
      ],
    },
  );
  const run = runView("r", { state: "success", label: "2018-11-30", startedAt: NOW - 12_300, endedAt: NOW });
  const error = { code: "c", message: "1 of 3 checks\nfailed", retryable: false };
  const lastRun = runDetailOf(
    run,
    taskView("ready", { state: "success", startedAt: 0, endedAt: 20 }),
    taskView("staging.events", {
      state: "success",
      startedAt: 0,
      endedAt: 1200,
      loads: [{ ...load, ...record }],
    }),
    taskView("staging.deep.songs", { state: "up_for_retry", tryNumber: 2, nextAt: NOW + 240_000 }),
    taskView("checks", { state: "failed", error }),
  );
  const schedule = {
    isPaused: false,
    isWatched: true,
    next: { start: "2018-12-01T00:00:00.000Z", end: "2018-12-02T00:00:00.000Z" },
  };
  check(
    viewOf([{ ...dagView("sparkify", []), spec, lastRun, schedule }]),
    `
    (pass) sparkify | 2018-11-30 · 12.3 s · next 2018-12-01 in 5 h
      (pass) ready | 20 ms
      (symbol-namespace) staging | 2 tasks
        (pass) events | 388 rows · 1.2 s
        (symbol-namespace) deep | 1 task
          (debug-restart) songs | try 2 · retries in 4 min
      (error) checks | 1 of 3 checks failed
      (circle-outline) later`,
  );
});

const INTERVAL = { start: "2018-12-01T00:00:00.000Z", end: "2018-12-02T00:00:00.000Z" };

test("DAGs that never ran, are paused, or have several runs open", () => {
  const paused = { isPaused: true, isWatched: false, next: null };
  const open = [1, 2].map((at) =>
    runView(`r${at}`, { dagId: "busy", state: "running", startedAt: NOW - 90_000 }),
  );
  const [first] = open;
  const busy: Partial<DagView> = first === undefined ? {} : { lastRun: runDetailOf(first) };
  const view = viewOf(
    [
      dagView("new", []),
      { ...dagView("x", []), spec: dagSpec("by-clock", []) },
      dagView("still", [], { schedule: paused }),
      dagView("unwatched", [], { schedule: { isPaused: false, isWatched: false, next: INTERVAL } }),
      dagView("busy", [], busy),
    ],
    { openRuns: open },
  );
  check(
    view,
    `
    (circle-outline) new | not run yet
    (circle-outline) by-clock | not run yet · @daily
    (circle-outline) still | not run yet · schedule paused
    (circle-outline) unwatched | not run yet
    (sync~spin) busy | running · 2026-01-01 · started 1 min ago · 2 runs open`,
  );
  const words = pipelineRows(view, NOW).map((row) => row.words?.filter((word) => word.startsWith("dag-")));
  assert.deepEqual(words, [[], ["dag-scheduled"], ["dag-paused"], ["dag-scheduled"], ["dag-open"]]);
});

test("what cannot be read stands on top, and opens where the first thing is wrong", () => {
  const position = { file: "a.dag.ts", line: 7, column: 3 };
  const view = viewOf([dagView("fine", [])], {
    broken: [{ dagId: "bad", file: "a.dag.ts" }],
    problems: [
      { severity: "error", code: "x", message: "No such task.", dagId: "bad", position },
      { severity: "error", code: "x", message: "Another.", dagId: "bad" },
      { severity: "warning", code: "y", message: "Only a warning.", dagId: "fine" },
      { severity: "error", code: "z", message: "Not JSON." },
      {
        severity: "error",
        code: "syntax",
        message: "Unexpected }.",
        position: { ...position, file: "b.dag.ts" },
      },
    ],
  });
  check(
    view,
    `
    (error) bad | 2 problems · No such task.
    (error) millrace.json | Not JSON.
    (error) b.dag.ts | Unexpected }.
    (circle-outline) fine | not run yet`,
  );
  assert.deepEqual(pipelineRows(view, NOW)[0]?.click, { kind: "source", position });
  assert.deepEqual(pipelinesBadge([view]), { value: 3, tooltip: "3 definitions that cannot be read" });
});

test("the badge counts DAGs whose last run failed", () => {
  const failed = { lastRun: runDetailOf(runView("r", { state: "failed" })) };
  const view = viewOf([dagView("a", [], failed), dagView("b", [], failed), dagView("c", [])]);
  assert.deepEqual(pipelinesBadge([view, view]), { value: 4, tooltip: "4 DAGs whose last run failed" });
  assert.equal(pipelinesBadge([viewOf([dagView("c", [])])]), undefined);
});

test("rows carry what menus and commands need, whatever their names are", () => {
  const spec = dagSpec(HOSTILE, [
    taskSpec(HOSTILE, { checks: [checkSpec("unique", {})], params: { sql: "q.sql" } }),
  ]);
  const [dag, task] = allRows(pipelineRows(viewOf([{ ...dagView("x", []), spec }]), NOW));
  assert.deepEqual(dag?.subject, { dagId: HOSTILE, name: HOSTILE });
  assert.deepEqual(task?.subject, { dagId: HOSTILE, taskId: HOSTILE, name: HOSTILE });
  assert.deepEqual(task?.words, ["task", "source", "named", "task-checks", "task-sql"]);
});
