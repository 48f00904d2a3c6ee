import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { RunEvent } from "../../protocol/event.ts";
import type { EngineState } from "../../runner/core/state.ts";
import { dagSpec, taskSpec } from "../helpers/dag-specs.ts";
import type { SimulatedOutcome, Simulation } from "../helpers/simulate.ts";
import { simulate, simulatedRun } from "../helpers/simulate.ts";

const ONE = dagSpec("d", [taskSpec("a")]);
const LINE = dagSpec("d", [taskSpec("a"), taskSpec("b", { upstream: ["a"] })]);
const succeeds = (): SimulatedOutcome => "success";

/** Fails the tries of one day. */
const failsOn =
  (dayOfMonth: string): Simulation["outcome"] =>
  (runId) =>
    runId.includes(`2018-11-${dayOfMonth}T`) ? "fatal" : "success";

/** Events of the runs as `started 01`, `finished 01 success`. */
function story(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.type === "run.started") return `started ${dayOf(event.runId)}`;
    return event.type === "run.finished" ? `${event.state} ${dayOf(event.runId)}` : [];
  });
}

function dayOf(runId: string): string {
  return /2018-11-(\d\d)/.exec(runId)?.[1] ?? "";
}

function activeRuns(state: EngineState): number {
  return [...state.runs.values()].filter(({ state: at }) => at === "running").length;
}

test("runs start in the order in which they were submitted: newest first when that is the order", () => {
  const one = dagSpec("d", LINE.tasks, { maxActiveRuns: 1 });
  const events = simulate({ dag: one, runs: 3, isBackwards: true, backfill: {}, outcome: succeeds });
  assert.deepEqual(story(events), [
    ...["started 03", "success 03", "started 02", "success 02", "started 01", "success 01"],
  ]);
});

test("a run of the schedule starts before those of a backfill that wait", () => {
  const dag = dagSpec("d", ONE.tasks, { maxActiveRuns: 1 });
  const late: RunEvent = {
    type: "run.created",
    at: 0,
    runId: "scheduled 2018-11-20",
    dagId: "d",
    kind: "scheduled",
    interval: { start: "2018-11-20T00:00:00.000Z", end: "2018-11-21T00:00:00.000Z" },
    params: {},
    taskIds: ["a"],
  };
  let isSent = false;
  const events = simulate({
    dag,
    runs: 3,
    backfill: {},
    outcome: succeeds,
    meanwhile: () => {
      const now = isSent ? [] : [late];
      isSent = true;
      return now;
    },
  });
  const started = story(events).filter((text) => text.startsWith("started"));
  assert.deepEqual(started, ["started 01", "started 20", "started 02", "started 03"]);
});

test("a backfill's own limit of runs at a time lowers the DAG's, and does not raise it", () => {
  for (const [ofBackfill, ofDag, expected] of [
    [1, 4, 1],
    [2, 4, 2],
    [8, 3, 3],
    [undefined, 3, 3],
  ] as const) {
    let most = 0;
    simulate({
      dag: dagSpec("d", ONE.tasks, { maxActiveRuns: ofDag }),
      runs: 8,
      backfill: ofBackfill === undefined ? {} : { maxActiveRuns: ofBackfill },
      outcome: succeeds,
      settled: (state) => {
        most = Math.max(most, activeRuns(state));
      },
    });
    assert.equal(most, expected, `${ofBackfill} of ${ofDag}`);
  }
});

test("stop on failure: what runs comes to its end, what waits ends as cancelled without a start, and says why", () => {
  const events = simulate({
    dag: dagSpec("d", LINE.tasks, { maxActiveRuns: 2 }),
    runs: 5,
    backfill: { stopOnFailure: true },
    outcome: failsOn("01"),
  });
  assert.deepEqual(story(events), [
    ...["started 01", "started 02", "failed 01"],
    ...["cancelled 03", "cancelled 04", "cancelled 05", "success 02"],
  ]);
  const reason = "b1 stops on failure: the run of 2018-11-01 failed";
  for (const event of events)
    if (event.type === "task.cancelled" || (event.type === "run.finished" && event.state === "cancelled"))
      assert.equal(event.reason, reason);
  assert.equal(
    events.filter(({ type }) => type === "task.cancelled").length,
    6,
    "its tasks are cancelled too",
  );
});

test("without stop on failure, and in other runs, a failure stops nothing", () => {
  for (const simulation of [{ backfill: {} }, {}]) {
    const events = simulate({ dag: LINE, runs: 3, outcome: failsOn("01"), ...simulation });
    assert.equal(story(events).filter((text) => text.startsWith("success")).length, 2);
  }
});

test("a failed run that is opened again does not stop its backfill for what it did before", () => {
  const dag = dagSpec("d", ONE.tasks, { maxActiveRuns: 1 });
  let works = false;
  let isReopened = false;
  const events = simulate({
    dag,
    runs: 2,
    backfill: { stopOnFailure: true },
    outcome: () => (works ? "success" : "fatal"),
    meanwhile: (_ended, state) => {
      if (isReopened || state.runs.size > 0) return [];
      isReopened = true;
      works = true;
      return [0, 1].map((index) => ({
        type: "run.reopened",
        at: 9,
        runId: simulatedRun(dag, index),
        taskIds: ["a"],
      }));
    },
  });
  assert.deepEqual(story(events), [
    ...["started 01", "failed 01", "cancelled 02", "started 01", "success 01", "started 02", "success 02"],
  ]);
});

test("a failed run that is opened again while others of its backfill still run does run", () => {
  const dag = dagSpec("d", ONE.tasks, { maxActiveRuns: 2 });
  let isReopened = false;
  const events = simulate({
    dag,
    runs: 2,
    backfill: { stopOnFailure: true },
    outcome: (runId) => (runId === simulatedRun(dag, 0) && !isReopened ? "fatal" : "success"),
    meanwhile: (_ended, state) => {
      if (isReopened || state.runs.size !== 1) return [];
      isReopened = true;
      return [{ type: "run.reopened", at: 9, runId: simulatedRun(dag, 0), taskIds: ["a"] }];
    },
  });
  assert.deepEqual(story(events), [
    ...["started 01", "started 02", "failed 01", "started 01", "success 02", "success 01"],
  ]);
});

test("a queued run that is cancelled ends without having started", () => {
  const dag = dagSpec("d", LINE.tasks, { maxActiveRuns: 1 });
  const events = simulate({ dag, runs: 3, outcome: succeeds, cancelAfter: 0 });
  assert.deepEqual(story(events), ["started 01", "cancelled 02", "cancelled 03", "cancelled 01"]);
  const ofSecond = events.filter((event) => "runId" in event && event.runId === simulatedRun(dag, 1));
  assert.deepEqual(
    ofSecond.map(({ type }) => type),
    ["run.created", "run.cancelling", "task.cancelled", "task.cancelled", "run.finished"],
  );
});

test("pause: what runs comes to its end, nothing starts, and what waits is left", () => {
  const dag = dagSpec("d", LINE.tasks, { maxActiveRuns: 2 });
  const events = simulate({
    dag,
    runs: 5,
    backfill: {},
    outcome: succeeds,
    meanwhile: pauseAfter(1),
  });
  assert.deepEqual(story(events), ["started 01", "started 02", "success 01", "success 02"]);
});

test("resume: what was left runs, in its order, each once", () => {
  const dag = dagSpec("d", LINE.tasks, { maxActiveRuns: 2 });
  const events = simulate({
    dag,
    runs: 5,
    backfill: {},
    outcome: succeeds,
    meanwhile: pauseAndResume(
      [0, 1, 2, 3, 4].map((index) => simulatedRun(dag, index)),
      1,
    ),
  });
  const started = story(events).filter((text) => text.startsWith("started"));
  assert.deepEqual(started, ["started 01", "started 02", "started 03", "started 04", "started 05"]);
  assert.equal(story(events).filter((text) => text.startsWith("success")).length, 5);
});

test("depends_on_past: a run after one that waits in a paused backfill does not wait for ever", () => {
  const dag = dagSpec("d", [taskSpec("a", { dependsOnPast: true })], { maxActiveRuns: 1 });
  const blocked: RunEvent = {
    type: "run.created",
    at: 5,
    runId: "manual 2018-11-09",
    dagId: "d",
    kind: "manual",
    interval: { start: "2018-11-09T00:00:00.000Z", end: "2018-11-10T00:00:00.000Z" },
    params: {},
    taskIds: ["a"],
    previousRunId: simulatedRun(dag, 2),
  };
  let isSent = false;
  const events = simulate({
    dag,
    runs: 3,
    backfill: {},
    outcome: succeeds,
    meanwhile: (ended) => {
      if (ended < 1 || isSent) return [];
      isSent = true;
      return [blocked, { type: "backfill.paused", at: 5, backfillId: "b1" }];
    },
  });
  const [why] = events.filter(({ type }) => type === "task.upstream_failed");
  assert.match(why?.type === "task.upstream_failed" ? why.reason : "", /in the run before it has not run/);
  assert.ok(story(events).includes("failed 09"));
});

function pauseAfter(tries: number): (ended: number) => readonly RunEvent[] {
  let isPaused = false;
  return (ended) => {
    if (isPaused || ended < tries) return [];
    isPaused = true;
    return [{ type: "backfill.paused", at: ended, backfillId: "b1" }];
  };
}

/** Pauses after so many tries, and resumes what is left of these runs of `LINE` when nothing runs any more. */
function pauseAndResume(runIds: readonly string[], tries: number): NonNullable<Simulation["meanwhile"]> {
  const pause = pauseAfter(tries);
  let left: readonly string[] | undefined;
  return (ended, state) => {
    const paused = pause(ended);
    if (paused.length > 0) left = runIds.filter((runId) => state.runs.get(runId)?.state === "queued");
    if (left === undefined || paused.length > 0 || state.runs.size > 0) return paused;
    const opened = left.map((runId) => ({
      type: "run.reopened" as const,
      at: ended,
      runId,
      taskIds: ["a", "b"],
      backfillId: "b1",
    }));
    left = undefined;
    return opened.length === 0 ? [] : [{ type: "backfill.resumed", at: ended, backfillId: "b1" }, ...opened];
  };
}

const anyBackfill = fc.record({
  runs: fc.integer({ min: 1, max: 6 }),
  ofDag: fc.integer({ min: 1, max: 4 }),
  maxActiveRuns: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  stopOnFailure: fc.boolean(),
  isBackwards: fc.boolean(),
  pauseAt: fc.option(fc.nat(8), { nil: undefined }),
  seed: fc.array(fc.nat(1000), { minLength: 64, maxLength: 64 }),
});

test("properties of every backfill: its limit, its order, its pause, its stop", () => {
  fc.assert(
    fc.property(anyBackfill, ({ runs, ofDag, maxActiveRuns, stopOnFailure, isBackwards, pauseAt, seed }) => {
      const dag = dagSpec("d", LINE.tasks, { maxActiveRuns: ofDag });
      let turn = 0;
      const random = (): number => seed[turn++ % seed.length] ?? 0;
      let isPaused = false;
      let failed: string | undefined;
      const submitted: string[] = [];
      const started: string[] = [];
      const events = simulate({
        dag,
        runs,
        isBackwards,
        backfill: { stopOnFailure, ...(maxActiveRuns !== undefined && { maxActiveRuns }) },
        outcome: () =>
          (["success", "success", "success", "fatal", "skipped"] as const)[random() % 5] ?? "success",
        pick: (count) => (count === 0 ? 0 : random() % count),
        ...(pauseAt !== undefined && { meanwhile: pauseAndResume(submitted, pauseAt) }),
        before(event) {
          if (event.type === "backfill.paused") isPaused = true;
          if (event.type === "backfill.resumed") {
            isPaused = false;
            failed = undefined;
          }
          if (event.type === "run.created") submitted.push(event.runId);
          if (event.type === "run.finished" && event.state === "failed") failed = event.runId;
          if (event.type !== "run.started") return;
          started.push(event.runId);
          assert.ok(!isPaused, "a paused backfill starts nothing");
          assert.ok(!stopOnFailure || failed === undefined, "after a failure nothing starts");
        },
        settled: (state) =>
          assert.ok(activeRuns(state) <= Math.min(ofDag, maxActiveRuns ?? ofDag), "limits hold"),
      });
      const finished = events.filter((event) => event.type === "run.finished");
      assert.equal(new Set(finished.map(({ runId }) => runId)).size, runs, "every planned run ends");
      assert.equal(finished.length, runs, "once");
      // One that is stopped is passed over; a pause stops none.
      const order = submitted.filter((runId) => started.includes(runId));
      assert.deepEqual(started, order, "in the order of the plan");
    }),
    { numRuns: 500 },
  );
});
