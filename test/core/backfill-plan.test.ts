import assert from "node:assert/strict";
import { test } from "node:test";
import { BACKFILL_POLICIES, type BackfillPolicy } from "../../protocol/backfill.ts";
import type { TaskState } from "../../protocol/run.ts";
import type { IntervalState, PlannedRun } from "../../protocol/work.ts";
import type { ExistingRun } from "../../runner/core/backfill-plan.ts";
import { planRuns } from "../../runner/core/backfill-plan.ts";
import { day } from "../helpers/dag-specs.ts";

type Tasks = Record<string, TaskState>;

const DONE: Tasks = { a: "success", b: "success" };
const HALF: Tasks = { a: "success", b: "failed" };
const SKIPPED: Tasks = { a: "skipped", b: "skipped" };
const FIRST_ONLY: Tasks = { a: "success" };
const STOPPED: Tasks = { a: "success", b: "cancelled" };
const WAITING: Tasks = { a: "none", b: "none" };
const UPSTREAM: Tasks = { a: "failed", b: "upstream_failed" };

const AGAIN = "runs again, whatever became of it";
const RETRY = "its run failed (policy failed would retry it)";
const PAUSED = "queued in the paused backfill b3";

/** What the history has of a day, and what each policy makes of it: the action with its tasks, and the reason. */
const CASES: readonly {
  readonly state: IntervalState;
  readonly tasks?: Tasks;
  readonly missing: readonly [plan: string, reason: string];
  readonly failed: readonly [plan: string, reason: string];
  readonly all: readonly [plan: string, reason: string];
}[] = [
  {
    state: "none",
    missing: ["create a b", "no run yet"],
    failed: ["create a b", "no run yet"],
    all: ["create a b", "no run yet"],
  },
  {
    state: "success",
    tasks: DONE,
    missing: ["skip", "succeeded before"],
    failed: ["skip", "succeeded before"],
    all: ["rerun a b", AGAIN],
  },
  {
    state: "success",
    tasks: SKIPPED,
    missing: ["skip", "succeeded before"],
    failed: ["skip", "succeeded before"],
    all: ["rerun a b", AGAIN],
  },
  {
    state: "success",
    tasks: FIRST_ONLY,
    missing: ["resume b", "b never ran"],
    failed: ["resume b", "b never ran"],
    all: ["rerun a b", AGAIN],
  },
  // A failure that a leaf has dealt with is no failure of the run.
  {
    state: "success",
    tasks: { a: "failed", b: "success" },
    missing: ["skip", "succeeded before"],
    failed: ["skip", "succeeded before"],
    all: ["rerun a b", AGAIN],
  },
  {
    state: "failed",
    tasks: HALF,
    missing: ["skip", RETRY],
    failed: ["resume b", "b failed"],
    all: ["rerun a b", AGAIN],
  },
  {
    state: "failed",
    tasks: UPSTREAM,
    missing: ["skip", RETRY],
    failed: ["resume a b", "a failed"],
    all: ["rerun a b", AGAIN],
  },
  // What failed was a task that the DAG does not have any more.
  {
    state: "failed",
    tasks: { ...DONE, gone: "failed" },
    missing: ["skip", RETRY],
    failed: ["resume", "its run failed"],
    all: ["rerun a b", AGAIN],
  },
  {
    state: "cancelled",
    tasks: STOPPED,
    missing: ["resume b", "its run was cancelled: b is left"],
    failed: ["resume b", "its run was cancelled: b is left"],
    all: ["rerun a b", AGAIN],
  },
  {
    state: "cancelled",
    tasks: { a: "skipped", b: "none" },
    missing: ["resume b", "its run was cancelled: b is left"],
    failed: ["resume b", "its run was cancelled: b is left"],
    all: ["rerun a b", AGAIN],
  },
  // It only has to be closed.
  {
    state: "cancelled",
    tasks: DONE,
    missing: ["resume", "its run was cancelled"],
    failed: ["resume", "its run was cancelled"],
    all: ["rerun a b", AGAIN],
  },
  {
    state: "interrupted",
    tasks: { a: "success", b: "running" },
    missing: ["resume b", "its runner stopped before its end: b is left"],
    failed: ["resume b", "its runner stopped before its end: b is left"],
    all: ["rerun a b", AGAIN],
  },
  {
    state: "interrupted",
    tasks: WAITING,
    missing: ["resume a b", "its runner stopped before its end: a and b are left"],
    failed: ["resume a b", "its runner stopped before its end: a and b are left"],
    all: ["rerun a b", AGAIN],
  },
  {
    state: "queued",
    tasks: WAITING,
    missing: ["skip", "its run is queued"],
    failed: ["skip", "its run is queued"],
    all: ["skip", "its run is queued"],
  },
  {
    state: "running",
    tasks: HALF,
    missing: ["skip", "its run is running"],
    failed: ["skip", "its run is running"],
    all: ["skip", "its run is running"],
  },
  {
    state: "paused",
    tasks: WAITING,
    missing: ["skip", PAUSED],
    failed: ["skip", PAUSED],
    all: ["skip", PAUSED],
  },
];

for (const { state, tasks = {}, ...policies } of CASES)
  for (const policy of BACKFILL_POLICIES) {
    const [plan, reason] = policies[policy];
    test(`policy ${policy} on ${state} ${JSON.stringify(tasks)}: ${plan}, because ${reason}`, () => {
      const planned = planDay(policy, existing(state, tasks));
      assert.deepEqual([textOf(planned), planned.reason], [plan, reason]);
      assert.equal(planned.state, state);
      assert.equal(planned.runId, state === "none" ? undefined : "r");
      assert.deepEqual(planned.interval, day(0));
    });
  }

test("a subset plans only its tasks, and leaves out runs in which they are done", () => {
  const cases: readonly [BackfillPolicy, IntervalState, Tasks, plan: string, reason: string][] = [
    ["missing", "none", {}, "create b", "no run yet"],
    ["all", "success", DONE, "rerun b", AGAIN],
    ["missing", "success", FIRST_ONLY, "resume b", "b never ran"],
    ["missing", "success", { b: "success" }, "skip", "succeeded before"],
    ["failed", "failed", HALF, "resume b", "b failed"],
    ["failed", "failed", { a: "failed", b: "success" }, "skip", "the chosen tasks succeeded before"],
    ["missing", "cancelled", { a: "cancelled", b: "success" }, "skip", "the chosen tasks succeeded before"],
    [
      "missing",
      "interrupted",
      { a: "running", b: "none" },
      "resume b",
      "its runner stopped before its end: b is left",
    ],
    ["all", "paused", WAITING, "skip", PAUSED],
  ];
  for (const [policy, state, tasks, plan, reason] of cases) {
    const planned = planDay(policy, existing(state, tasks), { taskIds: ["b"], isSelection: true });
    assert.deepEqual([textOf(planned), planned.reason], [plan, reason], `${policy} on ${state}`);
  }
});

test("a run of another interval that starts at the same time does not stand for this one, whatever the policy", () => {
  const hour = { start: day(0).start, end: day(0).start.replace("T00", "T01") };
  for (const policy of BACKFILL_POLICIES)
    for (const state of ["success", "failed", "cancelled", "interrupted"] as const) {
      const planned = planDay(policy, { ...there(state, DONE), interval: hour });
      assert.equal(textOf(planned), "rerun a b");
      assert.match(planned.reason, /another interval, to 2018-11-01T01/);
      assert.deepEqual(planned.interval, day(0));
    }
});

test("intervals that have not ended are left out, whatever the policy and the state, and say so", () => {
  const now = Date.parse(day(0).end);
  for (const policy of BACKFILL_POLICIES)
    for (const state of ["none", "success", "failed", "cancelled", "paused", "running"] as const) {
      const planned = planRuns({
        intervals: [day(0), day(1)],
        policy,
        taskIds: ["a"],
        existing: (interval) => {
          const run = existing(state, WAITING);
          return run && { ...run, interval };
        },
        now,
      });
      assert.notEqual(planned[0]?.reason, "not ended yet");
      assert.deepEqual([planned[1]?.action, planned[1]?.reason], ["skip", "not ended yet"]);
      assert.equal(planned[1]?.state, state, "what is there is said all the same");
    }
});

function planDay(
  policy: BackfillPolicy,
  run: ExistingRun | undefined,
  subset: { taskIds: readonly string[]; isSelection?: boolean } = { taskIds: ["a", "b"] },
): PlannedRun {
  const [planned] = planRuns({ intervals: [day(0)], policy, ...subset, existing: () => run });
  assert.ok(planned);
  return planned;
}

function textOf({ action, taskIds }: PlannedRun): string {
  return [action, ...taskIds].join(" ");
}

function existing(state: IntervalState, tasks: Tasks): ExistingRun | undefined {
  return state === "none" ? undefined : there(state, tasks);
}

function there(state: ExistingRun["state"], tasks: Tasks): ExistingRun {
  return { runId: "r", interval: day(0), state, backfillId: "b3", tasks: new Map(Object.entries(tasks)) };
}
