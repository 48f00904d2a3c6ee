import assert from "node:assert/strict";
import { test } from "node:test";
import { estimate, usualDurations } from "../../runner/plan-facts/durations.ts";
import { dagSpec, taskSpec } from "../helpers/dag-specs.ts";
import type { PastRun, PastTask } from "./history.ts";
import { pastRun, testHistory } from "./history.ts";

// `a`, then `b` and `c` side by side, then `d`.
const DAG = dagSpec("d", [
  taskSpec("a"),
  taskSpec("b", { upstream: ["a"] }),
  taskSpec("c", { upstream: ["a"] }),
  taskSpec("d", { upstream: ["b", "c"] }),
]);

/** A run in which `a` takes so long, `b` 100, `c` 30 and `d` 10 milliseconds, with gaps of 5 between them. */
function run(index: number, a: number, more: Partial<PastRun> = {}): PastRun {
  const tasks: readonly PastTask[] = [
    { id: "a", from: 0, to: a },
    { id: "b", from: a + 5, to: a + 105 },
    { id: "c", from: a + 5, to: a + 35 },
    { id: "d", from: a + 110, to: a + 120 },
  ];
  return { runId: `r${index}`, day: index, start: 1000 + index, tasks, ...more };
}

const WHOLE = [run(0, 10), run(1, 50), run(2, 20)];
const ALL = ["a", "b", "c", "d"];

const CASES: readonly (readonly [
  name: string,
  past: readonly PastRun[],
  taskIds: readonly string[],
  expected: object | undefined,
])[] = [
  ["no history", [], ALL, undefined],
  ["whole runs: their median", WHOLE, ALL, { ms: 140, of: "runs", samples: 3 }],
  [
    "an even number: the middle of the two in the middle",
    WHOLE.slice(0, 2),
    ALL,
    { ms: 150, of: "runs", samples: 2 },
  ],
  ["runs that did not succeed do not count", [run(0, 10, { state: "failed" })], ALL, undefined],
  ["a part: the longest chain of its tasks", WHOLE, ["b", "c", "d"], { ms: 110, of: "tasks", samples: 3 }],
  ["a chain goes over tasks that are not done", WHOLE, ["a", "d"], { ms: 30, of: "tasks", samples: 3 }],
  ["one task", WHOLE, ["c"], { ms: 30, of: "tasks", samples: 3 }],
  [
    "a run that was resumed is not a whole run, but its tasks count",
    [run(0, 10), { ...run(0, 10), start: 9000, isReopened: true, tasks: [{ id: "d", from: 0, to: 7 }] }],
    ALL,
    { ms: 117, of: "tasks", samples: 1 },
  ],
  ["a task without a past", [{ ...run(0, 10), tasks: [{ id: "a", from: 0, to: 1 }] }], ["b"], undefined],
];

for (const [name, past, taskIds, expected] of CASES) {
  test(name, (t) => {
    const history = testHistory(t);
    for (const one of past) history.append(pastRun(one));
    assert.deepEqual(usualDurations(DAG, history)(taskIds), expected);
  });
}

const ESTIMATES: readonly (readonly [
  durations: readonly (number | undefined)[],
  atATime: number,
  expected: object | undefined,
])[] = [
  [[], 3, undefined],
  [[10], 3, { ms: 10, runsAtATime: 1 }],
  [[10, 10, 10, 10], 3, { ms: 20, runsAtATime: 3 }],
  [[30, 10, 10, 10], 2, { ms: 30, runsAtATime: 2 }],
  [[10, 10, 30], 2, { ms: 40, runsAtATime: 2 }],
  [[10, undefined], 2, undefined],
];

for (const [durations, atATime, expected] of ESTIMATES) {
  test(`${durations.join(" + ")}, ${atATime} at a time`, () => {
    const usual = durations.map((ms) =>
      ms === undefined ? undefined : ({ ms, of: "runs", samples: 1 } as const),
    );
    assert.deepEqual(estimate(usual, atATime), expected);
  });
}
