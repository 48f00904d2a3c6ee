import assert from "node:assert/strict";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import type { Locator } from "playwright-core";
import { packageRoot } from "../../runner/package-root.ts";
import { editorTab } from "../vscode/ui/editor.ts";
import { problemRows, showProblems } from "../vscode/ui/problems.ts";
import {
  chooseFromRowMenu,
  expandRow,
  openView,
  pressRowAction,
  treeRow,
  treeRowText,
} from "../vscode/ui/tree.ts";
import { hasElement } from "../vscode/ui/webview.ts";
import { until } from "../vscode/until.ts";
import { gridCells, gridColumns } from "./results-page.ts";
import { runDag } from "./run-dag.ts";
import { openWindow, skip, timeout } from "./window.ts";

const PIPELINE = path.join(packageRoot(), "test/fixtures/vscode/pipeline");

/** More than a page of DAGs, started by hand. */
const MANY = `import { dag, runSql } from "millrace";
for (let number = 1; number <= 60; number += 1)
  dag({ id: \`z\${number}\`, startDate: "2026-01-01" }, () => {
    runSql("one", { sql: "SELECT 1" });
  });
`;

const window = openWindow(
  async (workspace) => {
    await cp(PIPELINE, workspace, { recursive: true });
    await mkdir(path.join(workspace, "z"));
    await writeFile(path.join(workspace, "z", "many.dag.ts"), MANY);
  },
  { size: { width: 1440, height: 1000 } },
);

const openTree = (title: string): Promise<Locator> => openView(window.code.page, title, "Millrace");

async function shows(row: Locator, text: RegExp): Promise<void> {
  let seen = "";
  await until(`a row is ${text}`, async () => {
    seen = await treeRowText(row);
    return text.test(seen);
  }).catch((error: unknown) => {
    throw new Error(`${String(error)} It is: ${seen}`);
  });
}

test("a run is cancelled, its log opened, and it is tried again, from its row", {
  skip,
  timeout,
}, async () => {
  const { code, workspace } = window;
  await runDag(code, "gated", "2026-01-01");
  const run = treeRow(await openTree("Runs"), "2026-01-01");
  await shows(run, /^2026-01-01 gated · running · 0 of 2 tasks/);
  await pressRowAction(run, "Cancel");
  await shows(run, /^2026-01-01 gated · cancelled/);
  await pressRowAction(run, "Open Logs");
  await editorTab(code.page, "wait").waitFor();
  await writeFile(path.join(workspace, "open"), "");
  await pressRowAction(run, "Retry Failed");
  await shows(run, /^2026-01-01 gated · (\d+ min )?[\d.]+ m?s/);
  await rm(path.join(workspace, "open"));
});

test("what failed is counted, with observed against expected and since when, and its rows open", {
  skip,
  timeout,
}, async () => {
  const { code } = window;
  await runDag(code, "orders", "2026-01-02");
  const tables = await openTree("Tables & Checks");
  const table = treeRow(tables, "orders");
  await shows(table, /^orders 1 failed · 1 warning · 3 rows/);
  await expandRow(table);
  const check = treeRow(tables, "customers are known");
  await shows(
    check,
    /^customers are known NULL in 1 of 3 rows, expected no NULL in customer · 2026-01-02 · since \d\d:\d\d$/,
  );
  const badge = code.page.locator(".activitybar .action-item", { has: code.page.locator(".badge") });
  await badge.and(code.page.getByRole("tab", { name: /Millrace.*1 check failed/ })).waitFor();
  await pressRowAction(check, "Show Failing Rows");
  const grid = await code.frame(hasElement("[role=gridcell]"));
  assert.ok((await gridColumns(grid)).includes("customer"));
  assert.equal((await gridCells(grid)).length, 1);
});

test("a schedule is paused and goes on, from its DAG's row", { skip, timeout }, async () => {
  const pipelines = await openTree("Pipelines");
  const row = treeRow(pipelines, "orders");
  await chooseFromRowMenu(row, "Pause Schedule");
  await shows(row, /paused/);
  await chooseFromRowMenu(row, "Resume Schedule");
  await until("it is not paused", async () => !/paused/.test(await treeRowText(row)));
});

test("a long list shows more when it is asked", { skip, timeout }, async () => {
  const { page } = window.code;
  const pipelines = await openTree("Pipelines");
  const toEnd = async (): Promise<void> => {
    await pipelines.locator(".monaco-list").focus();
    await page.keyboard.press("End");
  };
  await toEnd();
  const more = treeRow(pipelines, "Load more…");
  await shows(more, /^Load more… 12 not shown$/);
  await more.click();
  await more.waitFor({ state: "detached" });
  await toEnd();
  await treeRow(pipelines, "z60").waitFor();
});

test("a connection says when it was tested", { skip, timeout }, async () => {
  const connections = await openTree("Connections");
  const row = treeRow(connections, "warehouse");
  await shows(row, /^warehouse embedded/);
  assert.doesNotMatch(await treeRowText(row), /tested \d|tested just/);
  await pressRowAction(row, "Test Connection");
  await shows(row, /tested just now/);
});

test("a quick fix opens the SQL of a check that failed", { skip, timeout }, async () => {
  const { code } = window;
  await showProblems(code.page);
  await problemRows(code.page).filter({ hasText: "customers are known" }).dblclick();
  await editorTab(code.page, "orders.dag.ts").waitFor();
  await code.page.locator(".monaco-editor.focused").waitFor();
  const fix = code.page.locator(".action-widget .monaco-list-row", { hasText: "Open the SQL of this check" });
  const opened = editorTab(code.page, "customers are known");
  // The menu goes when other actions for the place become known, and may have taken the click before.
  await until("the fix opens it", async () => {
    await code.page.keyboard.press("ControlOrMeta+.");
    await fix.click({ timeout: 2000 }).catch(() => {});
    return opened.waitFor({ timeout: 2000 }).then(
      () => true,
      () => undefined,
    );
  });
});
