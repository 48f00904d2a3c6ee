import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckResult } from "../../protocol/run.ts";
import { evaluateChosen } from "../../runner/check-session.ts";
import type { ChosenCheck } from "../../runner/choose-checks.ts";
import type { EvaluateAlone } from "../../runner/engine/check-alone.ts";
import { checkSpec, dagSpec, day, taskSpec } from "../helpers/dag-specs.ts";
import { temporaryStore } from "../helpers/engine-bench.ts";

function chosen(name: string, taskId: string, index = 0): ChosenCheck {
  const check = checkSpec("k", {}, { name });
  const task = taskSpec(taskId, { checks: [check] });
  const run = { id: `r${index}`, kind: "manual", interval: day(index), params: {} } as const;
  return { dag: dagSpec("d", [task]), task, check, run, runId: index === 0 ? "r0" : null };
}

const ALL = [chosen("a", "x"), chosen("b", "y"), chosen("c", "x"), chosen("d", "x", 1)];

function resultOf({ check }: { check: { name: string } }): CheckResult {
  const said = { observed: "1", expected: "1", message: "1" };
  return { name: check.name, kind: "k", outcome: "pass", ...said };
}

/** Tells the results of the first three together, then those of the others. */
const inTwo: EvaluateAlone = async (checks, _signal, onResults) => {
  onResults(new Map(checks.slice(0, 3).map((one) => [one, resultOf(one)])));
  onResults(new Map(checks.slice(3).map((one) => [one, resultOf(one)])));
};

test("results are in the order of the choice, and kept with one event for each task", async (t) => {
  const history = temporaryStore(t);
  const services = { evaluateAlone: inTwo, history, now: () => 7 };
  const evaluated = await evaluateChosen(ALL, services, new AbortController().signal);
  assert.deepEqual(
    evaluated.map(({ check, taskId, runId, at }) => [check.name, taskId, runId, at]),
    [
      ["a", "x", "r0", 7],
      ["b", "y", "r0", 7],
      ["c", "x", "r0", 7],
      ["d", "x", null, 7],
    ],
  );
  const of = { type: "checks.evaluated", at: 7, dagId: "d" } as const;
  const results = (...names: string[]) => names.map((name) => resultOf({ check: { name } }));
  assert.deepEqual(
    history.events(0, 10).map(({ event }) => event),
    [
      { ...of, taskId: "x", interval: day(0), runId: "r0", checks: results("a", "c") },
      { ...of, taskId: "y", interval: day(0), runId: "r0", checks: results("b") },
      { ...of, taskId: "x", interval: day(1), checks: results("d") },
    ],
  );
});

test("a cancel says so, whatever it has broken, and keeps what was known", async (t) => {
  const history = temporaryStore(t);
  const controller = new AbortController();
  const evaluateAlone: EvaluateAlone = async (checks, signal, onResults) => {
    onResults(new Map(checks.slice(0, 3).map((one) => [one, resultOf(one)])));
    controller.abort();
    signal.throwIfAborted();
  };
  await assert.rejects(evaluateChosen(ALL, { evaluateAlone, history, now: () => 7 }, controller.signal), {
    code: "cancelled",
    next: "3 were evaluated before that: --history shows them.",
  });
  assert.equal(history.latestChecks("d").length, 3);
  const defect = new Error("a defect");
  const fails: EvaluateAlone = () => Promise.reject(defect);
  const services = { evaluateAlone: fails, history, now: () => 7 };
  await assert.rejects(evaluateChosen(ALL, services, new AbortController().signal), defect);
});
