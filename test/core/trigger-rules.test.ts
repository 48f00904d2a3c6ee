import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { TaskState } from "../../protocol/run.ts";
import { isFinished } from "../../protocol/run.ts";
import type { TriggerRule } from "../../protocol/trigger-rule.ts";
import { TRIGGER_RULES } from "../../protocol/trigger-rule.ts";
import type { TriggerVerdict } from "../../runner/core/trigger-rules.ts";
import { evaluateTriggerRule } from "../../runner/core/trigger-rules.ts";

const STATES: Readonly<Record<string, TaskState>> = {
  s: "success",
  f: "failed",
  u: "upstream_failed",
  k: "skipped",
  c: "cancelled",
  r: "running",
  n: "none",
};

const VERDICTS: Readonly<Record<string, TriggerVerdict>> = {
  start: "start",
  wait: "wait",
  skip: "skipped",
  fail: "upstream_failed",
};

/** Upstream states by letter, then the verdict, per rule; one line a rule so that rules can be compared. */
const TABLE: Readonly<Record<TriggerRule, string>> = {
  all_success: "ss:start sr:wait sf:fail rf:fail ru:fail sk:skip rk:skip fk:fail sc:fail nn:wait",
  all_failed: "ff:start fu:start fc:start fr:wait sr:skip kr:skip fs:skip fk:skip nn:wait",
  all_done: "ss:start sf:start ku:start cc:start sr:wait fn:wait",
  all_skipped: "kk:start kr:wait ks:skip kf:skip ku:skip rs:skip nn:wait",
  one_success: "sr:start sf:start sk:start rr:wait fr:wait ff:fail fk:fail kk:skip uk:fail",
  one_failed: "fr:start fs:start ur:start cr:start ss:skip sk:skip sr:wait kk:skip",
  one_done: "sr:start fr:start kr:wait kk:skip uu:skip uk:skip nn:wait",
  none_failed: "ss:start sk:start kk:start sr:wait kr:wait sf:fail rf:fail ku:fail",
  none_failed_min_one_success: "ss:start sk:start kk:skip kr:wait sf:fail rf:fail kf:fail",
  none_skipped: "ss:start sf:start fu:start sr:wait kr:skip sk:skip",
  all_done_min_one_success: "ss:start sf:start sk:start sr:wait fr:wait ff:fail fk:fail kk:skip uu:fail",
  always: "ss:start nn:start ff:start kr:start",
};

for (const rule of TRIGGER_RULES) {
  test(`trigger rule ${rule}`, () => {
    for (const line of TABLE[rule].split(" ")) {
      const [letters = "", verdict = ""] = line.split(":");
      const states = [...letters].map((letter) => STATES[letter] ?? "none");
      assert.equal(evaluateTriggerRule(rule, states), VERDICTS[verdict], `${rule} with ${states.join(", ")}`);
      const turned = evaluateTriggerRule(rule, states.toReversed());
      assert.equal(turned, VERDICTS[verdict], `${rule} does not depend on the order`);
    }
  });
}

test("a task without upstream tasks starts under every rule", () => {
  for (const rule of TRIGGER_RULES) assert.equal(evaluateTriggerRule(rule, []), "start");
});

const states = fc.array(fc.constantFrom(...Object.values(STATES)), { minLength: 1, maxLength: 8 });

test("no rule waits for ever: once every upstream task has finished there is a verdict", () => {
  fc.assert(
    fc.property(fc.constantFrom(...TRIGGER_RULES), states, (rule, upstream) => {
      if (!upstream.every(isFinished)) return;
      assert.notEqual(evaluateTriggerRule(rule, upstream), "wait");
    }),
  );
});

test("a verdict is final: it does not change when unfinished upstream tasks finish, whatever their ends", () => {
  const ends = fc.array(fc.constantFrom<TaskState>("success", "failed", "skipped", "upstream_failed"), {
    minLength: 8,
    maxLength: 8,
  });
  fc.assert(
    fc.property(fc.constantFrom(...TRIGGER_RULES), states, ends, (rule, upstream, endings) => {
      const early = evaluateTriggerRule(rule, upstream);
      if (early === "wait") return;
      const late = upstream.map((state, index) =>
        isFinished(state) ? state : (endings[index] ?? "success"),
      );
      const verdict = evaluateTriggerRule(rule, late);
      if (early === "start") assert.equal(verdict, "start");
      // all_success with a skip and then a failure: Airflow, too, keeps what it said first.
      else assert.notEqual(verdict, "start");
    }),
  );
});
