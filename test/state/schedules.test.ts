import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunEvent } from "../../protocol/event.ts";
import { day } from "../helpers/dag-specs.ts";
import { temporaryStore } from "../helpers/engine-bench.ts";

const at = { at: 7, dagId: "d" };
const PAUSED: RunEvent = { type: "schedule.paused", ...at };
const RESUMED: RunEvent = { type: "schedule.resumed", ...at };

function advanced(days: number): RunEvent {
  return { type: "schedule.advanced", ...at, cursor: day(days).start };
}

const CASES: readonly (readonly [string, readonly RunEvent[], string | null, number | null])[] = [
  ["how far it has come", [advanced(0), advanced(1)], day(1).start, null],
  ["paused, how far it has come stays", [advanced(1), PAUSED], day(1).start, 7],
  ["paused before it was ever scheduled", [PAUSED], null, 7],
  ["resumed", [PAUSED, advanced(1), RESUMED], day(1).start, null],
];

for (const [name, events, cursor, pausedAt] of CASES) {
  test(`a DAG's schedule: ${name}`, (t) => {
    const store = temporaryStore(t);
    store.append([{ type: "schedule.paused", at: 1, dagId: "another" }]);
    for (const event of events) store.append([event]);
    assert.deepEqual(store.schedules(), [
      { dagId: "another", cursor: null, pausedAt: 1 },
      { dagId: "d", cursor, pausedAt },
    ]);
  });
}

test("the schedule does not go on when its run could not be stored", (t) => {
  const store = temporaryStore(t);
  const created: RunEvent = {
    type: "run.created",
    ...at,
    runId: "r",
    kind: "scheduled",
    interval: day(0),
    params: {},
    taskIds: ["a"],
  };
  store.append([created, advanced(1)]);
  assert.throws(() => store.append([advanced(2), created]), /UNIQUE/);
  assert.equal(store.schedules()[0]?.cursor, day(1).start);
});
