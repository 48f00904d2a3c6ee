import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckSeverity } from "../../protocol/dag.ts";
import type { CheckOutcome } from "../../protocol/run.ts";
import type { Finding } from "../../runner/checks/check.ts";
import { outcomeOf } from "../../runner/checks/severity.ts";

const ERROR: CheckSeverity = { error: { count: 0 } };
const WARN: CheckSeverity = { warn: { count: 0 } };
const TWO_LEVELS: CheckSeverity = { warn: { count: 2 }, error: { count: 5 } };
const PERCENT: CheckSeverity = { warn: { percent: 0 }, error: { percent: 1 } };
const MIXED: CheckSeverity = { warn: { count: 10 }, error: { percent: 50 } };

const CASES: readonly (readonly [
  severity: CheckSeverity,
  finding: Partial<Finding>,
  outcome: CheckOutcome,
])[] = [
  [ERROR, { failed: 0, of: 3 }, "pass"],
  [ERROR, { failed: 1, of: 3 }, "fail"],
  [ERROR, { failed: 1 }, "fail"],
  [WARN, { failed: 0 }, "pass"],
  [WARN, { failed: 1_000 }, "warn"],
  [TWO_LEVELS, { failed: 2 }, "pass"],
  [TWO_LEVELS, { failed: 3 }, "warn"],
  [TWO_LEVELS, { failed: 5 }, "warn"],
  [TWO_LEVELS, { failed: 6 }, "fail"],
  [PERCENT, { failed: 0, of: 1000 }, "pass"],
  [PERCENT, { failed: 1, of: 1000 }, "warn"],
  [PERCENT, { failed: 10, of: 1000 }, "warn"],
  [PERCENT, { failed: 11, of: 1000 }, "fail"],
  [PERCENT, { failed: 0, of: 0 }, "pass"],
  [PERCENT, { failed: 5, of: 0 }, "fail"],
  [PERCENT, { failed: 1 }, "fail"],
  [{ error: { percent: 100 } }, { failed: 7, of: 7 }, "pass"],
  [{ error: { percent: 0.1 } }, { failed: 1, of: 1000 }, "pass"],
  [{ error: { percent: 0.57 } }, { failed: 57, of: 10_000 }, "pass"],
  [{ error: { percent: 0.57 } }, { failed: 58, of: 10_000 }, "fail"],
  [{ error: { percent: 14.2 } }, { failed: 1, of: 7 }, "fail"],
  [MIXED, { failed: 11, of: 22 }, "warn"],
  [MIXED, { failed: 12, of: 22 }, "fail"],
  [MIXED, { failed: 1, of: 1 }, "fail"],
  [{}, { failed: 1_000, of: 1_000 }, "pass"],
  [ERROR, { failed: 1, atMost: "warn" }, "warn"],
  [ERROR, { failed: 0, atMost: "warn" }, "pass"],
  [ERROR, { failed: 1, skipped: "no earlier interval" }, "skipped"],
];

test("what a finding means by its severity", () => {
  for (const [severity, finding, outcome] of CASES) {
    const judged = outcomeOf(found(finding), { severity, onEmpty: "evaluate" });
    assert.equal(judged, outcome, JSON.stringify([severity, finding]));
  }
});

test("nothing to check is skipped only where that is asked for", () => {
  const of = (finding: Partial<Finding>, onEmpty: "skip" | "evaluate"): CheckOutcome =>
    outcomeOf(found(finding), { severity: ERROR, onEmpty });
  assert.equal(of({ isEmpty: true, failed: 1 }, "skip"), "skipped");
  assert.equal(of({ isEmpty: true, failed: 1 }, "evaluate"), "fail");
  assert.equal(of({ isEmpty: true, failed: 0 }, "evaluate"), "pass");
  assert.equal(of({ isEmpty: false, failed: 1 }, "skip"), "fail");
});

function found(finding: Partial<Finding>): Finding {
  return { observed: "", expected: "", failed: 0, ...finding };
}
