import assert from "node:assert/strict";
import { test } from "node:test";
import { tableRows } from "../../../extension/surfaces/tables-tree/table-rows.ts";
import { tablesBadge } from "../../../extension/surfaces/tables-tree/tables-badge.ts";
import type { CheckSpec } from "../../../protocol/dag.ts";
import type { TableView } from "../../../protocol/rpc/runs.ts";
import type { CheckView, WorkspaceView } from "../../../protocol/rpc/workspace.ts";
import { checkSpec, dagSpec, taskSpec } from "../../helpers/dag-specs.ts";
import { checkView, dagView, viewOf } from "../model/samples.ts";
import { allRows, outline } from "./outline.ts";

const NOW = new Date(2026, 10, 21, 14, 2).getTime();

function viewWith(specs: readonly CheckSpec[], results: readonly CheckView[]): WorkspaceView {
  const spec = dagSpec("d", [taskSpec("t", { checks: specs })]);
  return viewOf([{ ...dagView("d", []), spec }], { checks: results });
}

const spec = (name: string, table?: string): CheckSpec =>
  checkSpec("unique", table === undefined ? {} : { table }, { name });

function table(name: string, rest: Partial<TableView> = {}): TableView {
  return {
    table: name,
    rows: null,
    previousRows: null,
    loadedAt: null,
    dagId: null,
    taskId: null,
    runId: null,
    ...rest,
  };
}

test("tables with counts, change and age; failing checks on top, each with what it saw", () => {
  const view = viewWith(
    [spec("a passes", "songplays"), spec("b fails", "songplays"), spec("c", "users"), spec("free")],
    [
      checkView("a passes", { observed: "8 keys, each once" }),
      checkView("b fails", {
        outcome: "fail",
        observed: "8 users",
        expected: "0",
        since: NOW - 120_000,
        keptRows: 8,
        sql: "SELECT 1",
      }),
      checkView("free", {
        outcome: "error",
        message: 'column "x"\ndoes not exist',
        since: NOW - 48 * 3_600_000,
      }),
    ],
  );
  const tables = [
    table("artists", { rows: 320, previousRows: 320, loadedAt: NOW - 60_000 }),
    table("songplays", { rows: 6820, previousRows: 6432, loadedAt: NOW - 300_000 }),
    table("staging", { rows: 12 }),
  ];
  assert.equal(
    outline(tableRows(view, tables, NOW)),
    `
(error) songplays | 1 failed · 6,820 rows · +388 · 5 min ago
  (error) b fails | 8 users, expected 0 · 2026-01-01 · since 14:00
  (pass) a passes | 8 keys, each once
(question) Other checks | 1 failed
  (question) free | could not be evaluated · column "x" does not exist · 2026-01-01 · since 2026-11-19
(table) artists | 320 rows · ±0 · 1 min ago
(table) staging | 12 rows
(table) users
  (circle-outline) c | not evaluated yet`.trim(),
  );
  const bad = allRows(tableRows(view, tables, NOW)).find(({ label }) => label === "b fails");
  assert.deepEqual(bad?.words, ["check", "source", "named", "check-rows", "check-sql"]);
  assert.deepEqual(bad?.subject, { dagId: "d", taskId: "t", check: "b fails", name: "b fails" });
  assert.deepEqual(tablesBadge([view]), {
    value: 2,
    tooltip: "1 check failed, 1 check could not be evaluated",
  });
});

test("checks are shown before the tables are known, and results of checks that are gone are not", () => {
  const view = viewWith([spec("a", "t1")], [checkView("gone", { outcome: "fail" })]);
  assert.equal(
    outline(tableRows(view, undefined, NOW)),
    "(table) t1\n  (circle-outline) a | not evaluated yet",
  );
  assert.equal(tablesBadge([view]), undefined);
});

test("warnings stand below failures and above the rest, and are no failures", () => {
  const view = viewWith(
    [spec("x", "a"), spec("x2", "b"), spec("x3", "c")],
    [
      checkView("x2", { outcome: "warn", observed: "3", expected: "2" }),
      checkView("x3", { outcome: "fail" }),
    ],
  );
  const labels = tableRows(view, [], NOW).map(({ label, description }) => `${label}: ${description}`);
  assert.deepEqual(labels, ["c: 1 failed", "b: 1 warning", "a: "]);
  assert.equal(tablesBadge([view])?.value, 1);
});
