import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { z } from "zod";
import type { TaskSpec } from "../../protocol/dag.ts";
import type { RepeatEffect } from "../../protocol/plan-facts.ts";
import type { CheckResult, RowCounts } from "../../protocol/run.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { CheckSite } from "../../runner/engine/check-context.ts";
import type { Outcome, TryRequest } from "../../runner/engine/execute.ts";
import type { ContextServices } from "../../runner/engine/task-context.ts";
import { createTaskExecutor } from "../../runner/engine/task-executor.ts";
import type { TaskContext, TaskResult } from "../../runner/operators/operator.ts";
import type { AnyOperator } from "../../runner/operators/registry.ts";
import { createRedactor } from "../../runner/secrets/redactor.ts";
import { checkSpec, dagSpec, day, taskSpec } from "../helpers/dag-specs.ts";

const COUNTS: RowCounts = {
  table: "t",
  read: 5,
  inserted: 5,
  updated: 0,
  deleted: 0,
  rejected: 0,
  total: 5,
};
const CHECK = checkSpec("k", {});
const BAD: CheckResult = {
  name: "c",
  kind: "k",
  outcome: "fail",
  observed: "0",
  expected: "1",
  message: "no",
};

interface Given {
  readonly work: (context: TaskContext) => Promise<TaskResult>;
  readonly check?: (context: CheckSite) => Promise<CheckResult>;
  readonly task?: Partial<TaskSpec>;
  readonly request?: Partial<TryRequest>;
  readonly onRepeat?: RepeatEffect;
  /** Makes a file where the folder of the logs should be. */
  readonly noLogs?: boolean;
}

/** Makes one try with an operator that does `work`. */
async function execute(t: TestContext, given: Given): Promise<Outcome> {
  const stateFolder = await mkdtemp(path.join(tmpdir(), "millrace-executor-"));
  t.after(() => rm(stateFolder, { recursive: true, force: true }));
  if (given.noLogs) await writeFile(path.join(stateFolder, "logs"), "");
  const operator: AnyOperator = {
    name: "noop",
    params: z.strictObject({}),
    sqlParams: [],
    connectionParams: {},
    onRepeat: () => given.onRepeat ?? "refused",
    execute: (_params, context) => given.work(context),
  };
  const warehouse = async () => ({}) as never;
  const services: ContextServices = {
    workspace: stateFolder,
    connections: { warehouse, lake: warehouse, close: async () => {} },
    now: Date.now,
    defaultWarehouse: "warehouse",
    defaultLake: "lake",
    runSchemas: new Map(),
    searchPaths: new Map(),
    callUserCode: async () => ({ loads: [] }),
    evaluateChecks: async ([placed]) => {
      assert.ok(placed !== undefined && given.check !== undefined);
      return [await given.check(placed.site)];
    },
  };
  const executor = createTaskExecutor({
    operators: new Map([["noop", operator]]),
    services,
    stateFolder,
    redactor: createRedactor(),
  });
  const task = taskSpec("a", { ...(given.check && { checks: [CHECK] }), ...given.task });
  return await executor.execute({
    dag: dagSpec("d", [task]),
    task,
    run: { id: "r", kind: "manual", interval: day(0), params: {} },
    tryNumber: 1,
    tryId: "try",
    isLoaded: false,
    waiting: { pokes: 0, since: 0 },
    signal: new AbortController().signal,
    ...given.request,
  });
}

const loaded = async (): Promise<TaskResult> => ({ kind: "success", loads: [COUNTS] });

test("a log that cannot be written makes no failure of a load that was committed", async (t) => {
  const outcome = await execute(t, {
    noLogs: true,
    work: async (context) => {
      context.log("t: 5 rows");
      return await loaded();
    },
  });
  assert.equal(outcome.kind, "success");
});

test("what fails after a committed load may be tried again, and its counts are kept", async (t) => {
  const lost = new UserError({ code: "warehouse-connection-lost", message: "gone", retryable: true });
  const works: Record<string, Given["work"]> = {
    "a load": loaded,
    "work without counts": async () => ({ kind: "success" }),
  };
  const checks: Record<string, NonNullable<Given["check"]>> = {
    fails: async () => BAD,
    "cannot be evaluated": async () => {
      throw lost;
    },
    "is a defect": async () => {
      throw new Error("a defect");
    },
  };
  for (const [what, work] of Object.entries(works))
    for (const [how, check] of Object.entries(checks)) {
      const outcome = await execute(t, { work, check });
      assert.ok(outcome.kind === "failed", `${what}, whose check ${how}`);
      assert.equal(outcome.error.retryable, true, `${what}, whose check ${how}`);
      assert.equal(outcome.isLoaded, true, `${what}, whose check ${how}`);
      assert.equal(outcome.loads.length, what === "a load" ? 1 : 0);
    }
});

test("a load that found no rows may be tried again", async (t) => {
  const none = { ...COUNTS, read: 0, inserted: 0 };
  const work = async (): Promise<TaskResult> => ({ kind: "success", loads: [none] });
  const outcome = await execute(t, { work, check: async () => BAD });
  assert.ok(outcome.kind === "failed");
  assert.equal(outcome.error.retryable, true);
  assert.notEqual(outcome.isLoaded, true);
});

test("a try whose work was committed before evaluates the checks only", async (t) => {
  const work = async () => assert.fail("it must not load again");
  const pass = { ...BAD, outcome: "pass" } as const;
  const good = await execute(t, { work, check: async () => pass, request: { isLoaded: true } });
  assert.deepEqual(good.kind === "success" && [good.loads, good.checks], [[], [pass]]);
  const bad = await execute(t, { work, check: async () => BAD, request: { isLoaded: true } });
  assert.ok(bad.kind === "failed" && bad.isLoaded && bad.error.retryable);
});

test("a time limit: in the work a try that can be repeated, in a check a load that is done", async (t) => {
  const untilAborted = (context: Pick<TaskContext, "signal">): Promise<void> =>
    new Promise((resolve) => context.signal.addEventListener("abort", () => resolve()));
  const task = { executionTimeoutMs: 200 };
  const slow = await execute(t, {
    task,
    work: async (context) => {
      await untilAborted(context);
      throw new Error("aborted");
    },
  });
  assert.ok(slow.kind === "failed");
  assert.deepEqual([slow.error.code, slow.error.retryable], ["task-timeout", true]);
  const slowCheck = await execute(t, {
    task,
    work: loaded,
    check: async (context) => {
      await untilAborted(context);
      return BAD;
    },
  });
  assert.ok(slowCheck.kind === "failed");
  assert.deepEqual([slowCheck.error.code, slowCheck.isLoaded], ["task-timeout", true]);
});

test("a time limit longer than timers can be set to does not end the try at once", async (t) => {
  const outcome = await execute(t, {
    task: { executionTimeoutMs: 40 * 24 * 3_600_000 },
    work: async (context) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      context.signal.throwIfAborted();
      return await loaded();
    },
  });
  assert.equal(outcome.kind, "success");
});

test("what a cancel has ended says so, and is no defect", async (t) => {
  const controller = new AbortController();
  const outcome = await execute(t, {
    request: { signal: controller.signal },
    work: async (context) => {
      controller.abort();
      context.signal.throwIfAborted();
      return await loaded();
    },
  });
  assert.ok(outcome.kind === "failed");
  assert.equal(outcome.error.code, "cancelled");
});

test("nobody knows whether a load was committed: no cancel or time limit makes that retryable", async (t) => {
  const unknown = new UserError({ code: "commit-unknown", message: "?", retryable: false });
  const outcome = await execute(t, {
    task: { executionTimeoutMs: 5 },
    work: async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      throw unknown;
    },
  });
  assert.ok(outcome.kind === "failed");
  assert.deepEqual([outcome.error.code, outcome.error.retryable], ["commit-unknown", false]);
});
