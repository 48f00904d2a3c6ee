import assert from "node:assert/strict";
import { test } from "node:test";
import { failureText } from "../../extension/work-failure.ts";
import {
  endOf,
  progressShare,
  progressText,
  tallyOfBackfill,
  tallyOfRuns,
  type WorkTally,
} from "../../extension/work-tally.ts";
import { backfillView, runDetailOf, runView, taskView } from "./model/samples.ts";

const counts = (queued: number, running: number, success: number, failed: number, cancelled: number) => ({
  queued,
  running,
  success,
  failed,
  cancelled,
});

function told(tally: WorkTally): string {
  return `${progressText(tally)} ${progressShare(tally)} ${endOf(tally) ?? "goes on"}`;
}

test("a backfill's progress is in runs", () => {
  const cases = [
    [counts(3, 1, 0, 0, 0), "running", "0 of 4 runs 0 goes on"],
    [counts(1, 1, 1, 1, 0), "running", "2 of 4 runs, 1 failed 0.5 goes on"],
    [counts(0, 0, 4, 0, 0), "success", "4 of 4 runs 1 success"],
    [counts(0, 0, 2, 1, 1), "failed", "4 of 4 runs, 1 failed 1 failed"],
    [counts(0, 0, 3, 0, 1), "cancelled", "4 of 4 runs 1 cancelled"],
    [counts(2, 1, 1, 0, 0), "paused", "1 of 4 runs 0.25 goes on"],
    [counts(2, 0, 2, 0, 0), "paused", "2 of 4 runs 0.5 paused"],
    [counts(2, 0, 2, 0, 0), "interrupted", "2 of 4 runs 0.5 goes on"],
    [counts(0, 0, 0, 0, 0), "running", "0 of 0 runs 0 goes on"],
  ] as const;
  for (const [runs, state, text] of cases) {
    assert.equal(told(tallyOfBackfill(backfillView("b1", { counts: runs, state }))), text);
  }
});

test("one run's progress is in tasks, several runs' in runs", () => {
  const run = runView("r", { taskCounts: { success: 2, skipped: 1, failed: 1, running: 1, none: 3 } });
  assert.equal(told(tallyOfRuns([run])), "4 of 8 tasks 0.5 goes on");
  assert.equal(
    told(tallyOfRuns([run, runView("s", { state: "failed" })])),
    "1 of 2 runs, 1 failed 0.5 goes on",
  );
  assert.equal(
    told(tallyOfRuns([runView("s", { state: "success", taskCounts: { success: 1 } })])),
    "1 of 1 task 1 success",
  );
});

test("what failed is said: the task of one run and why, else how many runs", () => {
  const error = { code: "x", message: "no such\n  table", retryable: false };
  const run = runView("r", { state: "failed", reason: "too late" });
  const failed = taskView("load", { state: "failed", error });
  const tally = tallyOfBackfill(backfillView("b1", { counts: counts(0, 0, 2, 1, 0) }));
  assert.equal(
    failureText("Run d", undefined, runDetailOf(run, failed)),
    "Run d failed in load: no such table",
  );
  assert.equal(
    failureText(
      "Run d",
      undefined,
      runDetailOf(run, taskView("a"), failed, taskView("b", { state: "failed" })),
    ),
    "Run d failed in load (and 1 other task): no such table",
  );
  assert.equal(failureText("Run d", undefined, runDetailOf(run)), "Run d failed. too late");
  assert.equal(failureText("Backfill d", tally, undefined), "Backfill d: 1 of 3 runs failed.");
  assert.equal(failureText("Backfill d", undefined, undefined), "Backfill d failed.");
});
