import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunState, TaskState } from "../../protocol/run.ts";
import type { BackfillPolicy } from "../../runner/core/backfill-plan.ts";
import { planRuns } from "../../runner/core/backfill-plan.ts";
import { day } from "../helpers/dag-specs.ts";

type Tasks = Record<string, TaskState>;

const DONE: Tasks = { a: "success", b: "success" };
const HALF: Tasks = { a: "success", b: "failed" };
const SKIPPED: Tasks = { a: "skipped", b: "skipped" };
const FIRST_ONLY: Tasks = { a: "success" };

/** An interval's state and policy, and what the plan makes of it: the action and the tasks that run. */
const CASES: readonly [RunState | undefined, Tasks, BackfillPolicy, string, string][] = [
  [undefined, {}, "missing", "create", "a b"],
  [undefined, {}, "failed", "create", "a b"],
  [undefined, {}, "all", "create", "a b"],
  ["success", DONE, "missing", "skip", ""],
  ["success", DONE, "failed", "skip", ""],
  ["success", DONE, "all", "rerun", "a b"],
  ["success", SKIPPED, "missing", "skip", ""],
  ["success", FIRST_ONLY, "missing", "resume", "b"],
  ["failed", HALF, "missing", "skip", ""],
  ["failed", HALF, "failed", "resume", "b"],
  ["failed", HALF, "all", "rerun", "a b"],
  ["cancelled", HALF, "missing", "resume", "b"],
  ["cancelled", { a: "skipped", b: "cancelled" }, "failed", "resume", "b"],
  ["cancelled", HALF, "all", "rerun", "a b"],
  ["running", HALF, "all", "skip", ""],
  ["queued", {}, "all", "skip", ""],
];

for (const [state, tasks, policy, action, taskIds] of CASES) {
  test(`policy ${policy} on ${state ?? "no run"} (${JSON.stringify(tasks)}): ${action} ${taskIds}`, () => {
    const [planned] = planRuns({
      intervals: [day(0)],
      policy,
      taskIds: ["a", "b"],
      existing: () =>
        state === undefined
          ? undefined
          : { runId: "r", interval: day(0), state, tasks: new Map(Object.entries(tasks)) },
    });
    assert.equal(planned?.action, action);
    assert.equal(planned?.taskIds.join(" "), taskIds);
    assert.ok(planned?.reason, "every line of a plan says why");
    assert.equal(planned?.runId, state === undefined ? undefined : "r");
  });
}

test("a task subset plans only its tasks", () => {
  const tasks = new Map(Object.entries(DONE));
  const existing = { runId: "r", interval: day(0), state: "success" as const, tasks };
  const [planned] = planRuns({
    intervals: [day(0)],
    policy: "all",
    taskIds: ["b"],
    existing: () => existing,
  });
  assert.deepEqual(planned?.taskIds, ["b"]);
});

test("a run of another interval that starts at the same time does not stand for this one, whatever the policy", () => {
  const hour = { start: day(0).start, end: day(0).start.replace("T00", "T01") };
  for (const policy of ["missing", "failed", "all"] as const)
    for (const state of ["success", "failed", "cancelled"] as const) {
      const existing = { runId: "r", interval: hour, state, tasks: new Map(Object.entries(DONE)) };
      const [planned] = planRuns({
        intervals: [day(0)],
        policy,
        taskIds: ["a", "b"],
        existing: () => existing,
      });
      assert.equal(planned?.action, "rerun");
      assert.deepEqual(planned?.taskIds, ["a", "b"]);
      assert.deepEqual(planned?.interval, day(0));
    }
});

test("intervals that have not ended are left out, whatever the policy, and say so", () => {
  for (const policy of ["missing", "failed", "all"] as const) {
    const planned = planRuns({
      intervals: [day(0), day(1)],
      policy,
      taskIds: ["a"],
      existing: () => undefined,
      now: Date.parse(day(0).end),
    });
    assert.deepEqual(
      planned.map(({ action }) => action),
      ["create", "skip"],
    );
    assert.match(planned[1]?.reason ?? "", /not ended/);
  }
});
