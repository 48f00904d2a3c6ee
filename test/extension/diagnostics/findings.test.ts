import assert from "node:assert/strict";
import { test } from "node:test";
import { checkFindings } from "../../../extension/surfaces/diagnostics/check-findings.ts";
import { checkSqlText } from "../../../extension/surfaces/diagnostics/check-sql-text.ts";
import { problemFindings } from "../../../extension/surfaces/diagnostics/problem-findings.ts";
import type { CheckView, WorkspaceView } from "../../../protocol/rpc/workspace.ts";
import { checkSpec, dagSpec, taskSpec } from "../../helpers/dag-specs.ts";
import { checkView, dagView, viewOf } from "../model/samples.ts";
import { HOSTILE } from "../trees/outline.ts";

const POSITION = { file: "dags/d.dag.ts", line: 9, column: 7 };

function viewWith(...results: readonly CheckView[]): WorkspaceView {
  const checks = results.map(({ name }) =>
    checkSpec("unique", { table: "t", sql: "sql/q.sql" }, { name, position: POSITION }),
  );
  const spec = dagSpec("d", [taskSpec("t", { checks })]);
  return viewOf([{ ...dagView("d", []), spec }], { checks: results });
}

test("each outcome has its severity, and what passes or was skipped is no problem", () => {
  const seen = { observed: "8 users", expected: "0" };
  const findings = checkFindings(
    viewWith(
      checkView("f", { outcome: "fail", ...seen, runId: "r" }),
      checkView("w", { outcome: "warn", ...seen }),
      checkView("e", { outcome: "error", message: "e: no column\n x" }),
      checkView("p", { outcome: "pass", ...seen }),
      checkView("s", { outcome: "skipped", message: "s: skipped, nothing to check" }),
    ),
  );
  assert.deepEqual(
    findings.map(({ severity, message, code, position }) => [severity, message, code, position]),
    [
      ["error", "f: observed 8 users, expected 0 (run 2026-01-01 of d)", "unique", POSITION],
      ["warning", "w: observed 8 users, expected 0 (interval 2026-01-01 of d)", "unique", POSITION],
      ["error", "e: could not be evaluated. no column x (interval 2026-01-01 of d)", "unique", POSITION],
    ],
  );
});

test("a finding says what its quick fixes need", () => {
  const [bare] = checkFindings(viewWith(checkView("a", { outcome: "fail" })));
  const [full] = checkFindings(viewWith(checkView("a", { outcome: "fail", keptRows: 3, sql: "SELECT" })));
  assert.deepEqual(full?.check, {
    dagId: "d",
    taskId: "t",
    check: "a",
    rows: 3,
    hasSql: true,
    sqlFiles: ["dags/sql/q.sql", "sql/q.sql"],
  });
  assert.deepEqual([bare?.check?.rows, bare?.check?.hasSql], [0, false]);
});

test("SQL that stands in the DAG file is no file", () => {
  const check = checkSpec("sql", { sql: "SELECT 1\n-- see x.sql" }, { name: "a", position: POSITION });
  const spec = dagSpec("d", [taskSpec("t", { checks: [check] })]);
  const view = viewOf([{ ...dagView("d", []), spec }], { checks: [checkView("a", { outcome: "fail" })] });
  assert.deepEqual(checkFindings(view)[0]?.check?.sqlFiles, []);
});

test("names and values of the data stay one line of plain text", () => {
  const [finding] = checkFindings(
    viewWith(checkView(HOSTILE, { outcome: "fail", observed: HOSTILE, expected: HOSTILE })),
  );
  assert.ok(finding !== undefined);
  assert.ok(finding.message.length < 1000, `${finding.message.length} characters`);
  assert.ok(!/[\p{Cc}\u202E\u2066]/u.test(finding.message));
  assert.equal(finding.check?.check, HOSTILE);
});

test("problems of files are told with what to do; without a place at the start of a file", () => {
  const view = viewOf([dagView("fine", [])], {
    broken: [{ dagId: "bad", file: "bad.dag.ts" }],
    problems: [
      { severity: "error", code: "a", message: "Wrong.", next: "Mend it.", position: POSITION },
      { severity: "error", code: "b", message: "No place.", dagId: "bad" },
      { severity: "warning", code: "c", message: "No place.", dagId: "fine" },
      { severity: "error", code: "d", message: "No file." },
    ],
  });
  assert.deepEqual(
    problemFindings(view).map(({ severity, code, message, position }) => [
      severity,
      code,
      message,
      `${position.file}:${position.line}:${position.column}`,
    ]),
    [
      ["error", "a", "Wrong. Mend it.", "dags/d.dag.ts:9:7"],
      ["error", "b", "No place.", "bad.dag.ts:1:1"],
      ["warning", "c", "No place.", "fine.dag.ts:1:1"],
      ["error", "d", "No file.", "millrace.json:1:1"],
    ],
  );
});

test("a check's name cannot end the comment above its SQL", () => {
  const text = checkSqlText(
    checkView("x\nDROP TABLE users; --", {
      outcome: "fail",
      observed: "a\nb",
      expected: "c",
      sql: "SELECT 1",
    }),
  );
  const lines = text.trimEnd().split("\n");
  assert.equal(lines.at(-1), "SELECT 1");
  for (const line of lines.slice(0, -2)) assert.ok(line.startsWith("-- "), line);
  assert.match(checkSqlText(undefined), /no result any more/);
});
