import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunEvent } from "../../protocol/event.ts";
import { submissionEvents } from "../../runner/engine/submit.ts";
import { leftRuns } from "../../runner/scheduler/left-runs.ts";
import { watchSchedules } from "../../runner/scheduler/watch.ts";
import { dagSpec, day, taskSpec } from "../helpers/dag-specs.ts";
import { temporaryStore } from "../helpers/engine-bench.ts";

const DAILY = dagSpec("d", [taskSpec("a")], { catchup: true, maxActiveRuns: 2 });
const NOON_OF_THE_FOURTH = Date.parse(day(3).start) + 12 * 3_600_000;

test("how far the schedule has come is stored in one piece with the runs, or not at all", (t) => {
  const history = temporaryStore(t);
  let isBroken = true;
  const stored: string[] = [];
  const watch = watchSchedules({
    history,
    onNotice: () => {},
    driver: {
      dag: () => DAILY,
      submit(submission, together = []) {
        if (isBroken) throw new Error("the disk is full");
        const events = [...together, ...submissionEvents(submission, history, 0)];
        history.append(events);
        stored.push(events.map((event) => ("cursor" in event ? event.cursor : event.type)).join(" "));
        return events.flatMap((event) => (event.type === "run.created" ? event.runId : []));
      },
    },
  });
  assert.throws(() => watch.look([DAILY], NOON_OF_THE_FOURTH), /disk/);
  assert.deepEqual(history.schedules(), []);
  isBroken = false;
  watch.look([DAILY], NOON_OF_THE_FOURTH);
  assert.deepEqual(stored, [`${day(2).start} run.created run.created`]);

  assert.equal(
    watch.look([DAILY], NOON_OF_THE_FOURTH),
    undefined,
    "there is room again when a run has ended",
  );
  const [run] = history.runs({});
  watch.onEvents([{ type: "run.finished", at: 0, runId: run?.runId ?? "", state: "success" }]);
  assert.equal(watch.look([DAILY], NOON_OF_THE_FOURTH), Date.parse(day(3).end), "the next one is due");
  assert.deepEqual(stored.slice(1), [`${day(3).start} run.created`]);
});

test("an edited DAG waits until the runs of the one before have ended", (t) => {
  const history = temporaryStore(t);
  const edited = { ...DAILY, tasks: [taskSpec("b")] };
  const submitted: string[][] = [];
  let atWork = DAILY;
  const watch = watchSchedules({
    history,
    onNotice: () => {},
    driver: {
      dag: () => atWork,
      submit({ runs }) {
        submitted.push(runs.flatMap(({ taskIds }) => taskIds));
        return [];
      },
    },
  });
  watch.look([edited], NOON_OF_THE_FOURTH);
  assert.deepEqual(submitted, []);
  atWork = edited;
  watch.look([edited], NOON_OF_THE_FOURTH);
  assert.deepEqual(submitted, [["b", "b"]]);
});

test("runs that a runner left and nobody could close are told; those of a paused backfill wait", (t) => {
  const history = temporaryStore(t);
  const created = (index: number, backfillId?: string): RunEvent => ({
    type: "run.created",
    at: 0,
    runId: `r${index}`,
    dagId: "d",
    kind: "scheduled",
    interval: day(index),
    params: {},
    taskIds: ["a"],
    ...(backfillId !== undefined && { backfillId }),
  });
  const backfill: RunEvent = {
    ...{ type: "backfill.created", at: 0, backfillId: "b1", dagId: "d", from: "", to: "", runs: 1 },
    ...{ policy: "missing", order: "asc", taskIds: ["a"], stopOnFailure: false, params: {} },
  };
  assert.deepEqual(leftRuns(history), []);
  history.append([backfill, created(1, "b1"), { type: "backfill.paused", at: 0, backfillId: "b1" }]);
  assert.deepEqual(leftRuns(history), []);
  history.append([created(2), created(3)]);
  assert.deepEqual(leftRuns(history), [{ kind: "left", dagId: "d", runs: 2 }]);
});
