import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeDetail, mergeView, unknownLastRuns } from "../../../extension/model/merge-changes.ts";
import {
  backfillView,
  changesOf,
  checkView,
  dagView,
  runDetailOf,
  runView,
  taskChange,
  taskView,
  viewOf,
} from "./samples.ts";

const COUNTS = { queued: 0, running: 1, success: 2, failed: 3, cancelled: 4 };

test("open runs are replaced, added, and go when they end", () => {
  const view = viewOf([], { openRuns: [runView("a"), runView("b"), runView("c")] });
  const changes = changesOf(11, {
    runs: [runView("b", { label: "new" }), runView("c", { state: "success" }), runView("d")],
  });
  const { openRuns, seq } = mergeView(view, changes, new Map());
  assert.deepEqual(
    openRuns.map(({ runId, label }) => `${runId} ${label}`),
    ["a 2026-01-01", "b new", "d 2026-01-01"],
  );
  assert.equal(seq, 11);
});

test("the latest result of a check stays, whatever is told late", () => {
  const view = viewOf([], { checks: [checkView("x", { at: 5 }), checkView("y", { at: 5 })] });
  const changes = changesOf(11, {
    checks: [
      checkView("x", { at: 4, outcome: "fail" }),
      checkView("y", { at: 6, outcome: "fail" }),
      checkView("z", { at: 1, outcome: "warn" }),
      checkView("x", { at: 9, outcome: "warn", taskId: "other" }),
    ],
  });
  assert.deepEqual(
    mergeView(view, changes, new Map()).checks.map(
      ({ taskId, name, outcome }) => `${taskId}.${name} ${outcome}`,
    ),
    ["t.x pass", "t.y fail", "t.z warn", "other.x warn"],
  );
});

test("new backfills come first", () => {
  const view = viewOf([], { backfills: [backfillView("b2"), backfillView("b1")] });
  const changes = changesOf(11, { backfills: [backfillView("b1", { state: "paused" }), backfillView("b3")] });
  assert.deepEqual(
    mergeView(view, changes, new Map()).backfills.map(({ backfillId, state }) => `${backfillId} ${state}`),
    ["b3 running", "b2 running", "b1 paused"],
  );
});

test("a DAG takes its last run when it is known, and is the same object when nothing changed", () => {
  const [first, second] = [runDetailOf(runView("r1")), runDetailOf(runView("r2"))];
  const dag = dagView("d", [], { lastRun: first });
  const other = dagView("e", []);
  const view = viewOf([dag, other]);
  const changes = changesOf(11, {
    dags: [{ dagId: "d", counts: COUNTS, lastRunId: "r2", schedule: null }],
  });
  const unknown = mergeView(view, changes, new Map([["r1", first]]));
  assert.equal(unknown.dags[0]?.lastRun, first, "keeps the one it had");
  assert.deepEqual(unknown.dags[0]?.counts, COUNTS);
  assert.equal(unknown.dags[1], other);
  assert.deepEqual(unknownLastRuns(changes, new Map([["r1", first]])), [{ dagId: "d", runId: "r2" }]);
  const known = mergeView(view, changes, new Map([["r2", second]]));
  assert.equal(known.dags[0]?.lastRun, second);
  assert.deepEqual(unknownLastRuns(changes, new Map([["r2", second]])), []);
});

test("a run's tasks are replaced where they stand, and new ones come in the order of the DAG file", () => {
  const detail = runDetailOf(runView("r"), taskView("a"), taskView("c"));
  const changes = changesOf(11, {
    tasks: [
      taskChange("r", taskView("c", { state: "running" })),
      taskChange("r", taskView("b")),
      taskChange("other", taskView("a", { state: "failed" })),
    ],
  });
  const merged = mergeDetail(detail, changes, ["a", "b", "c"]);
  assert.deepEqual(
    merged.tasks.map(({ taskId, state }) => `${taskId} ${state}`),
    ["a none", "b none", "c running"],
  );
  assert.equal(mergeDetail(detail, changesOf(12), ["a"]), detail);
});
