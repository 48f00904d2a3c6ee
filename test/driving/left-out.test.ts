import assert from "node:assert/strict";
import { test } from "node:test";
import type { WorkOrder } from "../../protocol/work.ts";
import type { Outcome } from "../../runner/engine/execute.ts";
import { dagSpec, day, taskSpec } from "../helpers/dag-specs.ts";
import { benchDriver } from "../helpers/driver-bench.ts";
import { failed, SUCCESS, temporaryStore } from "../helpers/engine-bench.ts";

const DAY = { date: "2018-11-01" };
const RANGE = { from: "2018-11-01", to: "2018-11-01", order: "asc", stopOnFailure: false } as const;

/** `wait` is a sensor whose files are long gone: it failed, or was skipped, when the whole DAG ran. */
const DAG = dagSpec("d", [
  taskSpec("wait"),
  taskSpec("load", { upstream: ["wait"] }),
  taskSpec("check", { upstream: ["load"] }),
]);

const SKIPPED: Outcome = { kind: "skipped", reason: "no file" };

interface Case {
  readonly name: string;
  /** How `wait` ended before. Default: failed. */
  readonly before?: Outcome;
  readonly order: WorkOrder;
  /** The tasks that ran, and how the run ended. */
  readonly expected: string;
}

const CASES: readonly Case[] = [
  {
    name: "run",
    order: { kind: "run", dagId: "d", ...DAY, params: {}, except: "wait" },
    expected: "load check success",
  },
  {
    name: "run of a task and what follows",
    order: { kind: "run", dagId: "d", ...DAY, params: {}, task: "load+" },
    expected: "load check success",
  },
  {
    name: "retry",
    order: { kind: "retry", dagId: "d", ...DAY, except: "wait" },
    expected: "load check success",
  },
  {
    name: "backfill, policy failed",
    order: { kind: "backfill", dagId: "d", ...RANGE, policy: "failed", params: {}, except: "wait" },
    expected: "load check success",
  },
  {
    name: "backfill, policy all, after the sensor was skipped",
    before: SKIPPED,
    order: { kind: "backfill", dagId: "d", ...RANGE, policy: "all", params: {}, except: "wait" },
    expected: "load check success",
  },
  {
    name: "what was left out and has succeeded still counts",
    before: SUCCESS,
    order: { kind: "run", dagId: "d", ...DAY, params: {}, except: "wait" },
    expected: "load check success",
  },
  {
    name: "nothing is left out by a retry of everything",
    order: { kind: "retry", dagId: "d", ...DAY },
    expected: "wait load check success",
  },
  {
    name: "a clear leaves what became of the others, as in Airflow",
    order: { kind: "clear", dagId: "d", ...DAY, task: "load", downstream: true, isOnlyReset: false },
    expected: " failed",
  },
];

for (const { name, before = failed("no file"), order, expected } of CASES)
  test(`a dead sensor is left out: ${name}`, async (t) => {
    const store = temporaryStore(t);
    const tried: string[] = [];
    let isFirst = true;
    const driver = benchDriver({
      store,
      dags: [DAG],
      execute({ task }) {
        tried.push(task.id);
        return isFirst && task.id === "wait" ? before : SUCCESS;
      },
      onEvents: () => {},
    });
    driver.start(driver.plan({ kind: "run", dagId: "d", ...DAY, params: {} }));
    await driver.idle();
    isFirst = false;
    tried.length = 0;
    driver.start(driver.plan(order));
    await driver.idle();
    assert.equal(`${tried.join(" ")} ${store.runAt("d", day(0).start)?.state}`, expected);
  });
