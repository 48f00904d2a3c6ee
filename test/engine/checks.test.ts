import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { z } from "zod";
import type { BackfillPolicy } from "../../protocol/backfill.ts";
import type { RepeatEffect } from "../../protocol/plan-facts.ts";
import type { CheckOutcome, CheckResult, RowCounts } from "../../protocol/run.ts";
import { UserError } from "../../protocol/user-error.ts";
import { createTaskExecutor } from "../../runner/engine/task-executor.ts";
import type { TaskResult } from "../../runner/operators/operator.ts";
import type { AnyOperator } from "../../runner/operators/registry.ts";
import { createRedactor } from "../../runner/secrets/redactor.ts";
import type { Store } from "../../runner/state/store.ts";
import { taskLogFile } from "../../runner/task-log-file.ts";
import { checkSpec, dagSpec, taskSpec } from "../helpers/dag-specs.ts";
import { bench } from "../helpers/engine-bench.ts";

const LOAD: RowCounts = {
  ...{ table: "t", read: 5, inserted: 5, updated: 0, deleted: 0, rejected: 0, total: 5 },
};
const NO_ROWS: RowCounts = { ...LOAD, read: 0, inserted: 0 };

/** What one evaluation of the task's checks gives, or how it breaks off. */
type Look = readonly CheckOutcome[] | "breaks off";

interface Case {
  /** One for each time the checks are evaluated. */
  readonly looks: readonly Look[];
  readonly retries?: number;
  readonly onRepeat?: RepeatEffect;
  readonly work?: () => TaskResult;
  /** Done by the user after the run has ended. */
  readonly later?: BackfillPolicy;
  /** What happened, in order: `work`, `checks`. */
  readonly happens: readonly string[];
  readonly state: string;
  /** The outcomes that the history has of the task's last try. */
  readonly checks: readonly CheckOutcome[];
}

const loads = (): TaskResult => ({ kind: "success", loads: [LOAD] });

const CASES: Readonly<Record<string, Case>> = {
  "checks that pass": {
    looks: [["pass", "pass"]],
    ...{ happens: ["work", "checks"], state: "success", checks: ["pass", "pass"] },
  },
  "a warning and a skipped check fail nothing": {
    looks: [["warn", "skipped"]],
    ...{ happens: ["work", "checks"], state: "success", checks: ["warn", "skipped"] },
  },
  "a failed check fails its task": {
    looks: [["pass", "fail"]],
    ...{ happens: ["work", "checks"], state: "failed", checks: ["pass", "fail"] },
  },
  "a check that cannot be evaluated fails its task": {
    looks: [["error"]],
    ...{ happens: ["work", "checks"], state: "failed", checks: ["error"] },
  },
  "a failed check is tried again, and what was loaded is not loaded again": {
    ...{ looks: [["fail"], ["fail"], ["pass"]], retries: 2 },
    ...{ happens: ["work", "checks", "checks", "checks"], state: "success", checks: ["pass"] },
  },
  "when the retries are used up, the task has failed": {
    ...{ looks: [["fail"], ["error"]], retries: 1 },
    ...{ happens: ["work", "checks", "checks"], state: "failed", checks: ["error"] },
  },
  "an evaluation that breaks off is tried again alone": {
    ...{ looks: ["breaks off", ["pass"]], retries: 1 },
    ...{ happens: ["work", "checks", "checks"], state: "success", checks: ["pass"] },
  },
  "a load that found no rows may find some the next time": {
    ...{ looks: [["fail"], ["pass"]], retries: 1, work: () => ({ kind: "success", loads: [NO_ROWS] }) },
    ...{ happens: ["work", "checks", "work", "checks"], state: "success", checks: ["pass"] },
  },
  "of work without counts nobody knows whether it changed something": {
    ...{ looks: [["fail"], ["pass"]], retries: 1, work: () => ({ kind: "success" }), onRepeat: "unknown" },
    ...{ happens: ["work", "checks", "checks"], state: "success", checks: ["pass"] },
  },
  "resumed, what would be refused only has its checks evaluated": {
    ...{ looks: [["fail"], ["pass"]], onRepeat: "refused", later: "failed" },
    ...{ happens: ["work", "checks", "checks"], state: "success", checks: ["pass"] },
  },
  "resumed, what would duplicate rows only has its checks evaluated": {
    ...{ looks: [["fail"], ["fail"], ["pass"]], retries: 1, onRepeat: "duplicates", later: "failed" },
    ...{ happens: ["work", "checks", "checks", "checks"], state: "success", checks: ["pass"] },
  },
  "resumed, nobody's guess: the checks only": {
    ...{ looks: [["fail"], ["pass"]], onRepeat: "unknown", later: "failed" },
    ...{ happens: ["work", "checks", "checks"], state: "success", checks: ["pass"] },
  },
  "what replaces its rows is done again, by a retry for late data, and resumed for mended SQL": {
    ...{ looks: [["fail"], ["fail"], ["pass"]], retries: 1, onRepeat: "safe", later: "failed" },
    ...{
      happens: ["work", "checks", "work", "checks", "work", "checks"],
      ...{ state: "success", checks: ["pass"] },
    },
  },
  "resumed in vain, it stays so": {
    ...{ looks: [["fail"], ["fail"]], onRepeat: "refused", later: "failed" },
    ...{ happens: ["work", "checks", "checks"], state: "failed", checks: ["fail"] },
  },
  "done anew, everything is done again": {
    ...{ looks: [["fail"], ["pass"]], onRepeat: "refused", later: "all" },
    ...{ happens: ["work", "checks", "work", "checks"], state: "success", checks: ["pass"] },
  },
  "work that fails leaves its checks skipped": {
    ...{ looks: [["pass", "pass"]], retries: 1, work: breaks },
    ...{ happens: ["work", "work"], state: "failed", checks: ["skipped", "skipped"] },
  },
  "an operator whose work is its checks does it again": {
    ...{ looks: [["fail"]], retries: 1 },
    work: () => ({ kind: "success", checks: [resultOf("check 0", "fail")] }),
    ...{ happens: ["work", "work"], state: "failed", checks: ["fail"] },
  },
  "work that skips itself has no results": {
    ...{ looks: [["pass"]], work: () => ({ kind: "skipped", reason: "no files" }) },
    ...{ happens: ["work"], state: "skipped", checks: [] },
  },
};

for (const [what, given] of Object.entries(CASES))
  test(what, async (t) => {
    const { happened, store } = await drive(t, given);
    const runId = store.runs({})[0]?.runId ?? "";
    assert.deepEqual(happened, given.happens);
    assert.equal(store.tasks(runId)[0]?.state, given.state);
    assert.deepEqual(
      store.checks(runId).map(({ outcome }) => outcome),
      given.checks,
    );
  });

test("a failed task says which checks failed, and what running it again will do", async (t) => {
  const told = async (given: Partial<Case>): Promise<unknown> => {
    const { store } = await drive(t, { ...FAILS, ...given });
    const { error } = store.tasks(store.runs({})[0]?.runId ?? "")[0] ?? {};
    return [error?.code, error?.message, error?.next?.slice(0, 30)];
  };
  const once = "Mend the data or the checks; a";
  const again = "Mend the data, the SQL or the ";
  const six = Array<CheckOutcome>(6).fill("fail");
  const table: readonly (readonly [Partial<Case>, string, string])[] = [
    [{ looks: [["fail"]] }, "1 of 1 check failed: check 0.", once],
    [{ looks: [["pass", "fail"]], onRepeat: "safe" }, "1 of 2 checks failed: check 1.", again],
    [
      { looks: [["fail", "error"]] },
      "2 of 2 checks failed: check 0, check 1 (could not be evaluated).",
      once,
    ],
    [{ looks: [six] }, "6 of 6 checks failed: check 0, check 1, check 2, check 3, check 4 and 1 more.", once],
  ];
  for (const [given, message, next] of table)
    assert.deepEqual(await told(given), ["checks-failed", message, next]);
});

test("skipped checks say why, and only the last try writes them", async (t) => {
  const { store } = await drive(t, { ...FAILS, looks: [["pass"]], retries: 2, work: breaks });
  const events = store.events(0, 100).flatMap(({ event }) => (event.type === "task.failed" ? [event] : []));
  assert.deepEqual(
    events.map(({ checks }) => checks.map(({ outcome, message }) => `${outcome}: ${message}`)),
    [[], [], ["skipped: the task failed before its checks"]],
  );
});

test("what was known of the checks when their evaluation broke off is kept", async (t) => {
  const { store } = await drive(t, { ...FAILS, looks: ["breaks off"], checksOfTask: 2 });
  assert.deepEqual(
    store
      .checks(store.runs({})[0]?.runId ?? "")
      .map(({ name, outcome, message }) => [name, outcome, message]),
    [
      ["check 0", "pass", "seen"],
      ["check 1", "skipped", "the task ended before this check"],
    ],
  );
});

test("each result goes into the task's log as it is known", async (t) => {
  const { log } = await drive(t, { ...FAILS, looks: [["pass", "warn", "fail", "error", "skipped"]] });
  const lines = log()
    .split("\n")
    .map((line) => line.slice("2018-11-01T00:00:00.000Z ".length));
  assert.deepEqual(lines.slice(1, 6), [
    "skipped: seen",
    "error: check 3: seen",
    "fail: check 2: observed 0, expected 1",
    "warn: check 1: observed 0, expected 1",
    "pass: check 0: observed 0, expected 1",
  ]);
});

const FAILS = { looks: [["fail"]], happens: [], state: "failed", checks: [] } as const;

function breaks(): never {
  throw new UserError({ code: "sql-error", message: "no such table", retryable: true });
}

/** Runs a DAG of one task, whose checks are as many as the first look sees. */
async function drive(
  t: TestContext,
  given: Case & { readonly checksOfTask?: number },
): Promise<{ happened: readonly string[]; store: Store; log: () => string }> {
  const happened: string[] = [];
  const stateFolder = await mkdtemp(path.join(tmpdir(), "millrace-checks-"));
  t.after(() => rm(stateFolder, { recursive: true, force: true }));
  const work: AnyOperator = {
    name: "noop",
    params: z.strictObject({}),
    sqlParams: [],
    connectionParams: {},
    onRepeat: () => given.onRepeat ?? "refused",
    async execute() {
      happened.push("work");
      return (given.work ?? loads)();
    },
  };
  const warehouse = async () => ({}) as never;
  const looks = [...given.looks];
  const executor = createTaskExecutor({
    operators: new Map([["noop", work]]),
    stateFolder,
    redactor: createRedactor(),
    services: {
      workspace: stateFolder,
      connections: { warehouse, lake: warehouse, close: async () => {} },
      now: Date.now,
      defaultWarehouse: "warehouse",
      defaultLake: "lake",
      runSchemas: new Map(),
      searchPaths: new Map(),
      callUserCode: async () => ({ loads: [] }),
      async evaluateChecks(placed, _warehouse, { onResult }) {
        happened.push("checks");
        const look = looks.shift() ?? [];
        if (look === "breaks off") {
          const [first] = placed;
          if (first !== undefined) onResult?.(resultOf(first.check.name, "pass"));
          throw new UserError({ code: "connection-lost", message: "gone", retryable: true });
        }
        const results = placed.map(({ check }, index) => resultOf(check.name, look[index] ?? "pass"));
        // Not in the checks' order, as scans are shared.
        for (const result of results.toReversed()) onResult?.(result);
        return results;
      },
    },
  });
  const [first = []] = given.looks;
  const count = given.checksOfTask ?? (first === "breaks off" ? 1 : first.length);
  const checks = Array.from({ length: count }, (_, index) => checkSpec("k", {}, { name: `check ${index}` }));
  const task = taskSpec("a", { checks, retries: given.retries ?? 0, retryDelayMs: 1 });
  const { engine, store, backfill } = bench(t, dagSpec("d", [task]), (request) => executor.execute(request));
  await engine.drive(backfill(1));
  if (given.later !== undefined) await engine.drive(backfill(1, given.later));
  const log = (): string =>
    readFileSync(path.join(stateFolder, taskLogFile("d", store.runs({})[0]?.runId ?? "", "a", 1)), "utf8");
  return { happened, store, log };
}

function resultOf(name: string, outcome: CheckOutcome): CheckResult {
  return { name, kind: "k", outcome, observed: "0", expected: "1", message: "seen" };
}
