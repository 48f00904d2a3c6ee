import assert from "node:assert/strict";
import { test } from "node:test";
import type { TaskState } from "../../protocol/run.ts";
import type { PlannedRun } from "../../protocol/work.ts";
import type { ExistingRun } from "../../runner/core/backfill-plan.ts";
import { inOrder, planClear, planResume, planRetry } from "../../runner/core/redo-plan.ts";
import { day } from "../helpers/dag-specs.ts";

type Tasks = Record<string, TaskState>;
type Case = readonly [state: ExistingRun["state"], tasks: Tasks, plan: string, reason: string];

const DONE: Tasks = { a: "success", b: "success", c: "success" };
const FAILED: Tasks = { a: "success", b: "failed", c: "upstream_failed" };
const STOPPED: Tasks = { a: "success", b: "cancelled", c: "cancelled" };
const WAITING: Tasks = { a: "none", b: "none", c: "none" };

const PAUSED = "queued in the paused backfill b3";

const RETRY: readonly Case[] = [
  ["failed", FAILED, "resume b c", "b failed"],
  ["failed", { a: "failed", b: "failed", c: "failed" }, "resume a b c", "a, b and 1 more failed"],
  ["failed", { a: "skipped", b: "failed", c: "skipped" }, "resume b", "b failed"],
  // Of a run of some tasks the others stay out; so does what the DAG has got since.
  ["failed", { b: "failed" }, "resume b", "b failed"],
  ["failed", { a: "success", gone: "failed" }, "resume", "its run failed"],
  ["cancelled", STOPPED, "resume b c", "its run was cancelled: b and c are left"],
  ["cancelled", { ...DONE, b: "none" }, "resume b", "its run was cancelled: b is left"],
  ["interrupted", { ...DONE, c: "running" }, "resume c", "its runner stopped before its end: c is left"],
  ["success", DONE, "skip", "succeeded before"],
  ["success", { ...DONE, a: "failed" }, "skip", "succeeded before"],
  // Cleared, before tasks that did without it succeeded.
  ["success", { ...DONE, a: "none" }, "resume a", "a never ran"],
  ["success", { b: "success" }, "skip", "succeeded before"],
  ["running", FAILED, "skip", "its run is running"],
  ["queued", WAITING, "skip", "its run is queued"],
  ["paused", WAITING, "skip", PAUSED],
];

for (const [state, tasks, plan, reason] of RETRY)
  test(`retry of ${state} ${JSON.stringify(tasks)}: ${plan}, because ${reason}`, () => {
    const taskIds = ["a", "b", "c"];
    check(planRetry({ runs: [run(state, tasks)], taskIds, isSelection: false }), state, plan, reason);
  });

test("retry of chosen tasks: those of them that did not succeed", () => {
  const cases: readonly Case[] = [
    ["failed", FAILED, "resume c", "its run failed"],
    ["failed", { ...FAILED, c: "success" }, "skip", "none of the chosen tasks failed"],
    ["cancelled", STOPPED, "resume c", "its run was cancelled: c is left"],
    ["success", DONE, "skip", "succeeded before"],
    ["success", { ...DONE, b: "none" }, "skip", "succeeded before"],
  ];
  for (const [state, tasks, plan, reason] of cases) {
    const planned = planRetry({ runs: [run(state, tasks)], taskIds: ["a", "c"], isSelection: true });
    check(planned, state, plan, reason);
  }
});

const AGAIN = "runs again, whatever became of it";

const CLEAR: readonly Case[] = [
  ["success", DONE, "rerun b c", AGAIN],
  ["failed", FAILED, "rerun b c", AGAIN],
  ["cancelled", STOPPED, "rerun b c", AGAIN],
  ["interrupted", WAITING, "rerun b c", AGAIN],
  ["success", { a: "success", b: "success" }, "rerun b", AGAIN],
  ["success", { a: "success" }, "skip", "none of the chosen tasks took part in it"],
  ["running", FAILED, "skip", "its run is running"],
  ["queued", WAITING, "skip", "its run is queued"],
  ["paused", WAITING, "skip", PAUSED],
];

for (const [state, tasks, plan, reason] of CLEAR)
  test(`clear of b and c on ${state} ${JSON.stringify(tasks)}: ${plan}, because ${reason}`, () => {
    const request = { runs: [run(state, tasks)], taskIds: ["b", "c"], isSelection: true };
    check(planClear({ ...request, isOnlyReset: false }), state, plan, reason);
    const isLeftOut = plan === "skip";
    check(
      planClear({ ...request, isOnlyReset: true }),
      state,
      plan.replace("rerun", "clear"),
      isLeftOut ? reason : "what became of it is forgotten",
    );
  });

const RESUME: readonly Case[] = [
  ["paused", WAITING, "resume a b", "waited in the paused backfill"],
  // Opened again by the backfill before it was paused: what was done then is not to be done.
  ["paused", { ...WAITING, a: "success" }, "resume b", "waited in the paused backfill"],
  ["cancelled", STOPPED, "resume b", "its run was cancelled: b is left"],
  ["interrupted", { ...WAITING, a: "success" }, "resume b", "its runner stopped before its end: b is left"],
  ["cancelled", { ...DONE, c: "cancelled" }, "skip", "its tasks of the backfill succeeded before"],
  ["failed", FAILED, "skip", "its run failed; retry runs it again"],
  ["success", DONE, "skip", "succeeded before"],
  ["running", WAITING, "skip", "its run is running"],
  ["queued", WAITING, "skip", "its run is queued"],
];

for (const [state, tasks, plan, reason] of RESUME)
  test(`resume of a backfill of a and b on ${state} ${JSON.stringify(tasks)}: ${plan}`, () => {
    const request = { runs: [run(state, tasks)], taskIds: ["a", "b"], isSelection: true };
    check(planResume(request), state, plan, reason);
  });

test("runs are put in order by their intervals", () => {
  const runs = [1, 0, 2].map((index) => ({ interval: day(index) }));
  const starts = (order: "asc" | "desc") => inOrder(runs, order).map(({ interval }) => interval.start);
  assert.deepEqual(starts("asc"), [day(0).start, day(1).start, day(2).start]);
  assert.deepEqual(starts("desc"), [day(2).start, day(1).start, day(0).start]);
});

function run(state: ExistingRun["state"], tasks: Tasks): ExistingRun {
  return { runId: "r", interval: day(0), state, backfillId: "b3", tasks: new Map(Object.entries(tasks)) };
}

function check(plan: readonly PlannedRun[], state: string, text: string, reason: string): void {
  const [planned] = plan;
  assert.ok(planned !== undefined && plan.length === 1);
  assert.deepEqual([[planned.action, ...planned.taskIds].join(" "), planned.reason], [text, reason]);
  assert.deepEqual([planned.state, planned.runId, planned.interval], [state, "r", day(0)]);
}
