import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { CheckOutcome, CheckResult } from "../../../protocol/run.ts";
import { CHECK_OUTCOMES } from "../../../protocol/run.ts";
import { badChecks, checkLine, checkLines, notableChecks } from "../../../runner/cli/render/check-line.ts";
import { checkReport, summaryLine } from "../../../runner/cli/render/check-report.ts";
import { width } from "../../../runner/cli/render/fit.ts";
import { outcomeSymbol } from "../../../runner/cli/render/states.ts";
import { makeStyle, PLAIN_STYLE } from "../../../runner/cli/render/style.ts";
import { checkSpec } from "../../helpers/dag-specs.ts";

const POSITION = { file: "dags/shop.dag.ts", line: 42, column: 7 };

function result(outcome: CheckOutcome, more: Partial<CheckResult> = {}): CheckResult {
  const said = { observed: "8 rows", expected: "none", message: "c: why" };
  return { name: "c", kind: "k", outcome, ...said, ...more };
}

test("one line: what was seen, or why there is no answer", () => {
  assert.deepEqual(
    CHECK_OUTCOMES.map((outcome) => checkLine(result(outcome), PLAIN_STYLE)),
    [
      "✓ c: 8 rows, expected none",
      "! c: 8 rows, expected none",
      "✗ c: 8 rows, expected none",
      "? c: why",
      "» c: why",
    ],
  );
  assert.equal(
    checkLine(result("error", { message: "c is\ngone\u001b[2J" }), PLAIN_STYLE),
    "? c: c is gone\\x1b[2J",
  );
});

test("the five outcomes have five symbols and five colours", () => {
  const symbols = CHECK_OUTCOMES.map((outcome) => outcomeSymbol(outcome, PLAIN_STYLE));
  const colours = CHECK_OUTCOMES.map(
    (outcome) => outcomeSymbol(outcome, makeStyle(true, true)).split("m")[0],
  );
  assert.equal(new Set(symbols).size, 5);
  assert.equal(new Set(colours).size, 5);
});

const LINES: readonly (readonly [columns: number, outcome: CheckOutcome, lines: readonly string[]])[] = [
  [60, "pass", ["✓ c  8 rows, expected none  dags/shop.dag.ts:42"]],
  [40, "pass", ["✓ c  8 rows  dags/shop.dag.ts:42"]],
  [47, "fail", ["✗ c  8 rows, expected none  dags/shop.dag.ts:42"]],
  [46, "fail", ["✗ c  8 rows, expected none", "  dags/shop.dag.ts:42"]],
  [26, "warn", ["! c  8 rows, expected none", "  dags/shop.dag.ts:42"]],
  [25, "warn", ["! c", "  8 rows, expected none", "  dags/shop.dag.ts:42"]],
  [14, "fail", ["✗ c", "  8 rows,", "  expected", "  none", "  dags/shop.da", "  g.ts:42"]],
];

test("several lines where there is no room for one", () => {
  for (const [columns, outcome, lines] of LINES)
    assert.deepEqual(
      checkLines(result(outcome), { position: POSITION, width: columns, style: PLAIN_STYLE }),
      lines,
    );
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.integer({ min: 8, max: 120 }), (name, observed, columns) => {
      const lines = checkLines(result("fail", { name, observed }), {
        ...{ position: POSITION, width: columns, style: PLAIN_STYLE },
      });
      for (const line of lines) assert.ok(width(line) <= columns, `${columns} ${line}`);
    }),
  );
});

test("what fails a task, and what is to be looked at", () => {
  const all = CHECK_OUTCOMES.map((outcome) => result(outcome));
  const told = (results: readonly CheckResult[]): string => results.map(({ outcome }) => outcome).join(" ");
  assert.equal(told(badChecks(all)), "fail error");
  assert.equal(told(notableChecks(all)), "warn fail error");
});

test("the summary counts each outcome that there is", () => {
  const many = (outcome: CheckOutcome, count: number) => Array(count).fill(result(outcome));
  assert.equal(
    summaryLine(
      [
        ...many("pass", 1200),
        ...many("warn", 1),
        ...many("fail", 2),
        ...many("error", 1),
        ...many("skipped", 3),
      ],
      PLAIN_STYLE,
    ),
    "1,207 checks: 1,200 passed, 1 warned, 2 failed, 1 could not be evaluated, 3 skipped",
  );
  assert.equal(summaryLine([result("pass")], PLAIN_STYLE), "1 check: 1 passed");
});

test("a report stands by DAG and table, with the rows where they are asked for", () => {
  const failing = {
    columns: ["id", "name"],
    rows: [
      [1, "a\u001b[2J"],
      [2, null],
    ],
    isCut: true,
  };
  const one = (heading: string, table: string | undefined, more: Partial<CheckResult>) => ({
    heading,
    check: checkSpec("k", table === undefined ? {} : { table }, { position: POSITION }),
    result: result("fail", more),
  });
  const reported = [
    one("shop 2018-11-01", "orders", { name: "a", failing }),
    one("shop 2018-11-01", undefined, { name: "b", outcome: "pass" }),
    one("shop 2018-11-01", "orders", { name: "c", failing: { ...failing, rows: [] } }),
    one("other 2018-11", "orders", { name: "d", failing: { ...failing, isCut: false } }),
  ];
  assert.equal(
    checkReport(reported, { rows: true, width: 80, style: PLAIN_STYLE }),
    `shop 2018-11-01

orders
  ✗ a  8 rows, expected none  dags/shop.dag.ts:42

    the first 2 failing rows, perhaps with long values cut:
    id  name
    ──  ────────
     1  a\\x1b[2J
     2  NULL

  ✗ c  8 rows, expected none  dags/shop.dag.ts:42

queries
  ✓ b  8 rows, expected none  dags/shop.dag.ts:42

other 2018-11

orders
  ✗ d  8 rows, expected none  dags/shop.dag.ts:42

    2 failing rows:
    id  name
    ──  ────────
     1  a\\x1b[2J
     2  NULL

4 checks: 1 passed, 3 failed`,
  );
});
