import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { RunEvent } from "../../protocol/event.ts";
import type { RunState, TaskState } from "../../protocol/run.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { BackfillRequest, WorkOrder } from "../../protocol/work.ts";
import { dagIdOf, planWork } from "../../runner/planning/plan-work.ts";
import type { Store } from "../../runner/state/store.ts";
import { dagSpec, day, taskSpec } from "../helpers/dag-specs.ts";
import { temporaryStore } from "../helpers/engine-bench.ts";

const DAG = dagSpec("d", [
  taskSpec("sensor"),
  taskSpec("load", { upstream: ["sensor"] }),
  taskSpec("report", { upstream: ["load"], dependsOnPast: true }),
]);

const NOW = Date.parse("2018-11-20T12:00:00Z");

/** The order with what every order of its kind has. */
function backfill(more: Partial<BackfillRequest> = {}): BackfillRequest {
  const range = { from: "2018-11-01", to: "2018-11-03" };
  const options = { policy: "missing", order: "asc", stopOnFailure: false, params: {} } as const;
  return { kind: "backfill", dagId: "d", ...range, ...options, ...more };
}

/** A run as it is after these states; unfinished ones are as a runner has them, or had. */
function run(
  index: number,
  state: RunState,
  tasks: Record<string, TaskState>,
  backfillId?: string,
): RunEvent[] {
  const runId = `r${index}`;
  const at = { at: index, runId };
  const events: RunEvent[] = [
    {
      type: "run.created",
      ...at,
      dagId: "d",
      kind: "backfill",
      interval: day(index),
      params: {},
      taskIds: Object.keys(tasks),
      ...(backfillId !== undefined && { backfillId }),
    },
  ];
  if (state !== "queued") events.push({ type: "run.started", ...at });
  for (const [taskId, task] of Object.entries(tasks)) {
    if (task === "success") events.push({ type: "task.succeeded", ...at, taskId, loads: [], checks: [] });
    if (task === "cancelled") events.push({ type: "task.cancelled", ...at, taskId, reason: "x" });
    if (task === "failed") {
      const error = { code: "x", message: "x", retryable: false };
      events.push({ type: "task.failed", ...at, taskId, error, loads: [], checks: [] });
    }
  }
  if (state !== "queued" && state !== "running") events.push({ type: "run.finished", ...at, state });
  return events;
}

function made(
  backfillId: string,
  more: Partial<BackfillRequest> = {},
  taskIds = ["load", "report"],
): RunEvent {
  const { kind: _, ...options } = backfill(more);
  return { type: "backfill.created", at: 1, backfillId, ...options, taskIds, runs: 3 };
}

const DONE = { sensor: "success", load: "success", report: "success" } as const;
const FAILED = { sensor: "success", load: "failed", report: "none" } as const;
const WAITING = { sensor: "none", load: "none", report: "none" } as const;

/** A success, a failure, a run that was cancelled; two that wait in a paused backfill; one that is at work. */
const HISTORY: readonly RunEvent[] = [
  ...run(0, "success", DONE),
  ...run(1, "failed", FAILED),
  ...run(2, "cancelled", { ...DONE, report: "cancelled" }),
  made("b1", { from: "2018-11-04", to: "2018-11-05", order: "desc" }, ["load"]),
  ...run(3, "queued", WAITING, "b1"),
  ...run(4, "queued", WAITING, "b1"),
  { type: "backfill.paused", at: 9, backfillId: "b1" },
  made("b2", { from: "2018-11-06", to: "2018-11-06" }),
  ...run(5, "running", { ...WAITING, sensor: "success" }, "b2"),
];

function storeOf(t: TestContext, events: readonly RunEvent[] = HISTORY): Store {
  const store = temporaryStore(t);
  store.append(events);
  return store;
}

/** A line for each run: `11-01 success rerun sensor load report`. */
function planText(order: WorkOrder, store: Store, isOwned = true): readonly string[] {
  const { runs } = planWork(order, { dag: DAG, store, now: NOW, isOwned });
  return runs.map(({ interval, state, action, taskIds }) =>
    [interval.start.slice(5, 10), state, action, ...taskIds].join(" "),
  );
}

const ALL = "sensor load report";
const retry = { kind: "retry", dagId: "d" } as const;
const clear = { kind: "clear", dagId: "d", task: "load", downstream: false, isOnlyReset: false } as const;

const PLANS: readonly [name: string, order: WorkOrder, plan: readonly string[]][] = [
  ["a run", { kind: "run", dagId: "d", date: "2018-11-01", params: {} }, [`11-01 success rerun ${ALL}`]],
  [
    "a run without a date is the latest complete interval's",
    { kind: "run", dagId: "d", params: {}, except: "sensor" },
    ["11-19 none create load report"],
  ],
  [
    "a backfill",
    backfill({ to: "2018-11-07" }),
    [
      "11-01 success skip",
      "11-02 failed skip",
      "11-03 cancelled resume report",
      "11-04 paused skip",
      "11-05 paused skip",
      "11-06 running skip",
      `11-07 none create ${ALL}`,
    ],
  ],
  [
    "a backfill of some tasks, newest first",
    backfill({ policy: "failed", order: "desc", task: "+load", except: "sensor" }),
    ["11-03 cancelled skip", "11-02 failed resume load", "11-01 success skip"],
  ],
  [
    "a backfill beyond what has ended",
    backfill({ from: "2018-11-19", to: "2018-11-20" }),
    [`11-19 none create ${ALL}`, "11-20 none skip"],
  ],
  ["a retry of a day", { ...retry, date: "2018-11-02" }, ["11-02 failed resume load report"]],
  [
    "a retry of a range",
    { ...retry, from: "2018-11-01", to: "2018-11-04" },
    [
      "11-01 success skip",
      "11-02 failed resume load report",
      "11-03 cancelled resume report",
      "11-04 paused skip",
    ],
  ],
  [
    "a retry up to a day",
    { ...retry, to: "2018-11-02", task: "load" },
    ["11-01 success skip", "11-02 failed resume load"],
  ],
  ["a clear", { ...clear, date: "2018-11-01" }, ["11-01 success rerun load"]],
  [
    "a clear with what follows, only to forget",
    { ...clear, from: "2018-11-01", to: "2018-11-02", downstream: true, isOnlyReset: true },
    ["11-01 success clear load report", "11-02 failed clear load report"],
  ],
  [
    "a resume, in the backfill's order and of its tasks",
    { kind: "resume", backfillId: "b1" },
    ["11-05 paused resume load", "11-04 paused resume load"],
  ],
];

for (const [name, order, plan] of PLANS)
  test(`plan of ${name}`, (t) => {
    assert.deepEqual(planText(order, storeOf(t)), plan);
  });

test("without a living runner what was at work is interrupted, and what is paused still is", (t) => {
  const store = storeOf(t);
  assert.deepEqual(planText(backfill({ from: "2018-11-05", to: "2018-11-06" }), store, false), [
    "11-05 paused skip",
    "11-06 interrupted resume load report",
  ]);
  assert.deepEqual(planText({ kind: "resume", backfillId: "b2" }, store, false), [
    "11-06 interrupted resume load report",
  ]);
});

test("a plan says what it is a plan of", (t) => {
  const store = storeOf(t);
  const order = backfill({ task: "load+" });
  const plan = planWork(order, { dag: DAG, store, now: NOW, isOwned: true });
  assert.deepEqual([plan.order, plan.dag, plan.runKind], [order, DAG, "backfill"]);
  assert.deepEqual(plan.taskIds, ["load", "report"]);
});

const BEFORE_ALL = [] as const;

const runOf = (date: string) => ({ kind: "run", dagId: "d", date, params: {} }) as const;

const REFUSALS: readonly [
  name: string,
  order: WorkOrder,
  history: readonly RunEvent[],
  code: string,
  message: RegExp,
  next: RegExp,
][] = [
  [
    "a run of a day whose run is at work",
    runOf("2018-11-06"),
    HISTORY,
    "nothing-to-run",
    /^There is nothing to run: the run of d \(2018-11-06\) is running\.$/,
    /millrace cancel/,
  ],
  [
    "a run of a day that waits in a paused backfill",
    runOf("2018-11-04"),
    HISTORY,
    "nothing-to-run",
    /^There is nothing to run: the run of d \(2018-11-04\) is queued in the paused backfill b1\.$/,
    /^`millrace resume` goes on with a paused backfill, `millrace cancel` ends it\.$/,
  ],
  [
    "a clear of a task that a run does not have",
    { ...clear, backfillId: "b8" },
    [...HISTORY, made("b8"), ...run(8, "success", { sensor: "success" }, "b8")],
    "nothing-to-clear",
    /in the run of b8: 1 success \(none of the chosen tasks took part in it\)\.$/,
    /^`millrace backfill` runs tasks that took no part in a run yet\.$/,
  ],
  [
    "a resume of a backfill whose runs are another's now",
    { kind: "resume", backfillId: "b8" },
    [...HISTORY, made("b8")],
    "no-run",
    /^The runs of b8 have all been taken by later backfills\.$/,
    /status/,
  ],
  [
    "a retry of a run that succeeded",
    { ...retry, date: "2018-11-01" },
    HISTORY,
    "nothing-to-retry",
    /^There is nothing to retry: the run of d \(2018-11-01\) succeeded\.$/,
    /millrace clear/,
  ],
  [
    "a retry of the last run, which is at work",
    retry,
    HISTORY,
    "nothing-to-retry",
    /^There is nothing to retry: the last run of d \(2018-11-06\) is running\.$/,
    /^Wait until its end, or stop it with `millrace cancel`\.$/,
  ],
  [
    "a retry of a range without failures",
    { ...retry, from: "2018-11-04", to: "2018-11-06" },
    HISTORY,
    "nothing-to-retry",
    /^There is nothing to retry in the 3 runs of d: 2 paused, 1 running\.$/,
    /millrace resume/,
  ],
  [
    "a retry of tasks that did not fail",
    { ...retry, date: "2018-11-02", task: "sensor" },
    HISTORY,
    "nothing-to-retry",
    /^There is nothing to retry: the run of d \(2018-11-02\) is failed: none of the chosen tasks failed\.$/,
    /millrace clear/,
  ],
  ["a retry of nothing", retry, BEFORE_ALL, "no-run", /^d has not run yet\.$/, /millrace status d/],
  [
    "a retry of a day without a run",
    { ...retry, date: "2018-11-15" },
    HISTORY,
    "no-run",
    /^d has no run of 2018-11-15\.$/,
    /millrace status d/,
  ],
  [
    "a retry of a range without runs",
    { ...retry, from: "2018-11-15" },
    HISTORY,
    "no-run",
    /^d has no run of an interval from 2018-11-15 on\.$/,
    /millrace status d/,
  ],
  [
    "a retry of an empty range",
    { ...retry, from: "2018-11-05", to: "2018-11-01" },
    HISTORY,
    "empty-range",
    /from 2018-11-05 to 2018-11-01 is empty/,
    /inclusive/,
  ],
  [
    "a retry with two scopes",
    { ...retry, date: "2018-11-01", backfillId: "b1" },
    HISTORY,
    "bad-scope",
    /name runs in different ways/,
    /one of them/,
  ],
  [
    "a retry of an unknown backfill",
    { ...retry, backfillId: "b9" },
    HISTORY,
    "unknown-backfill",
    /^There is no backfill "b9" in this workspace\.$/,
    /^The latest: b2 \(d, 2018-11-06 to 2018-11-06\), b1 /,
  ],
  [
    "a retry of another DAG's backfill",
    { ...retry, backfillId: "b7" },
    [...HISTORY, made("b7", { dagId: "other" })],
    "other-dag",
    /^The backfill b7 is one of other, not of d\.$/,
    /millrace backfills/,
  ],
  [
    "a retry of a backfill whose runs are another's now",
    { ...retry, backfillId: "b8" },
    [...HISTORY, made("b8")],
    "no-run",
    /^The runs of b8 have all been taken by later backfills\.$/,
    /status/,
  ],
  [
    "a retry of an unknown task",
    { ...retry, date: "2018-11-02", task: "laod" },
    HISTORY,
    "unknown-task",
    /^There is no task or group "laod"\. Did you mean "load"\?$/,
    /Name a task or a group/,
  ],
  [
    "a clear of runs at work",
    { ...clear, from: "2018-11-04" },
    HISTORY,
    "nothing-to-clear",
    /nothing to clear in the 3 runs of d: 2 paused, 1 running/,
    /millrace cancel/,
  ],
  [
    "a resume of an unknown backfill",
    { kind: "resume", backfillId: "b1" },
    BEFORE_ALL,
    "unknown-backfill",
    /no backfill "b1"/,
    /None was made yet/,
  ],
  [
    "a resume of what has nothing left",
    { kind: "resume", backfillId: "b3" },
    [made("b3"), ...run(0, "success", DONE, "b3"), ...run(1, "failed", FAILED, "b3")],
    "nothing-to-resume",
    /nothing to resume in the 2 runs of b3: 1 success, 1 failed \(its run failed; retry runs it again\)\.$/,
    /millrace retry/,
  ],
  [
    "a backfill newest first of a task that depends on its past",
    backfill({ order: "desc" }),
    BEFORE_ALL,
    "backwards-past",
    /^d cannot be backfilled newest first: report depends on its past, which would run after it\.$/,
    /--except/,
  ],
  [
    "a backfill of no task",
    backfill({ task: "load", except: "load" }),
    BEFORE_ALL,
    "unknown-task",
    /Without "load" no task is left/,
    /Leave out fewer/,
  ],
];

for (const [name, order, history, code, message, next] of REFUSALS)
  test(`refused: ${name}`, (t) => {
    const store = storeOf(t, history);
    const plan = (): unknown => {
      dagIdOf(order, store);
      return planWork(order, { dag: DAG, store, now: NOW, isOwned: true });
    };
    assert.throws(plan, (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.match(error.next ?? "", next);
      return true;
    });
  });

test("the error about a task says where it is", (t) => {
  const plan = () =>
    planWork(backfill({ order: "desc" }), { dag: DAG, store: storeOf(t), now: NOW, isOwned: true });
  assert.throws(plan, { position: DAG.tasks[2]?.position });
});
