import assert from "node:assert/strict";
import { test } from "node:test";
import { dagFileLenses } from "../../../extension/surfaces/dag-code-lens/lines.ts";
import type { DagView, RunDetail } from "../../../protocol/rpc/workspace.ts";

const at = (line: number, file = "a.dag.ts") => ({ file, line, column: 1 });

const TASKS = [
  { id: "load", position: at(4) },
  { id: "one", position: at(8) },
  { id: "two", position: at(8) },
  { id: "elsewhere", position: at(2, "shared.ts") },
];

function dagView(lastRun: unknown): DagView {
  return {
    spec: { id: "orders", position: at(1), tasks: TASKS },
    lastRun: lastRun as RunDetail | null,
  } as unknown as DagView;
}

const RUN = {
  run: { runId: "r1", shown: "failed", label: "2018-11-01", startedAt: 0, endedAt: 1500 },
  tasks: [
    {
      taskId: "load",
      state: "success",
      startedAt: 0,
      endedAt: 1200,
      loads: [{ inserted: 3, updated: 1 }],
      error: null,
    },
    { taskId: "one", state: "success", startedAt: 0, endedAt: 1, loads: [], error: null },
    { taskId: "two", state: "failed", startedAt: 0, endedAt: 1, loads: [], error: null },
  ],
};

const titles = (dag: DagView, file = "a.dag.ts") =>
  dagFileLenses([dag], file, "file:///w").map(({ line, title }) => `${line} ${title}`);

test("a DAG that never ran can be run", () => {
  assert.deepEqual(titles(dagView(null)), [
    "0 $(run) Run",
    "0 $(history) Backfill…",
    "0 $(type-hierarchy) Graph",
    "0 not run yet",
    "3 $(run) Run",
    "7 $(run) Run one of 2 tasks…",
  ]);
});

test("after a run each line says what became of it", () => {
  assert.deepEqual(titles(dagView(RUN)).slice(3), [
    "0 $(error) failed · 2018-11-01 · 1.5 s",
    "3 $(run) Run",
    "3 $(pass) success · 1.2 s · 4 rows",
    "7 $(run) Run one of 2 tasks…",
    "7 $(pass) 1 $(error) 1",
  ]);
});

test("each says what its command is about", () => {
  const lenses = dagFileLenses([dagView(RUN)], "a.dag.ts", "file:///w");
  const subjects = lenses.map(({ command, subject }) => [command, subject?.taskId, subject?.runId]);
  assert.deepEqual(subjects, [
    ["millrace.runDag", undefined, undefined],
    ["millrace.backfill", undefined, undefined],
    ["millrace.openGraph", undefined, undefined],
    ["millrace.openGraph", undefined, "r1"],
    ["millrace.runTask", "load", undefined],
    ["millrace.openLogs", "load", undefined],
    ["millrace.runTask", undefined, undefined],
    [undefined, undefined, undefined],
  ]);
});

test("another file's DAGs have no lenses here", () => {
  assert.deepEqual(titles(dagView(RUN), "b.dag.ts"), []);
});
