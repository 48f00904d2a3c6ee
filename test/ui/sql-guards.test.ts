import assert from "node:assert/strict";
import { cp, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import type { Frame } from "playwright-core";
import { packageRoot } from "../../runner/package-root.ts";
import { notificationToasts } from "../vscode/ui/notifications.ts";
import { answer, pickItem, quickInput, saveAs } from "../vscode/ui/quick-input.ts";
import { statusItem } from "../vscode/ui/status-bar.ts";
import { expandRow, openView, pressRowAction, treeRow } from "../vscode/ui/tree.ts";
import { hasElement } from "../vscode/ui/webview.ts";
import { gridCells, gridColumns } from "./results-page.ts";
import { openWindow, skip, timeout } from "./window.ts";

const PIPELINE = path.join(packageRoot(), "test/fixtures/vscode/pipeline");

/** Each statement on a line of its own. Beyond its first rows the last one is slow. */
const GUARDED = `CREATE TABLE guarded AS SELECT 1 AS n;
SELECT count(*) AS tables FROM pg_tables WHERE tablename = 'guarded';
SELECT :who::text AS who, :who IS NULL AS is_null;
SELECT 'a|b' AS "x|y", E'1\\t2' AS tab FROM generate_series(1, 12);
SELECT n, CASE WHEN n > 900 THEN pg_sleep(600) END FROM generate_series(1, 1000) AS n;
`;

const SETTINGS = {
  connections: {
    warehouse: { type: "embedded" },
    second: { type: "embedded", database: "second" },
  },
  targets: {
    dev: {},
    live: { production: true },
    look: { readOnly: true },
    moved: { connections: { warehouse: "second" } },
  },
};

const window = openWindow(
  async (workspace) => {
    await cp(PIPELINE, workspace, { recursive: true });
    await writeFile(path.join(workspace, "guarded.sql"), GUARDED);
    await writeFile(path.join(workspace, "millrace.json"), JSON.stringify(SETTINGS, null, 2));
  },
  { settings: { "millrace.sql.rowLimit": 10 } },
);

const results = (): Promise<Frame> => window.code.frame(hasElement(".tab-bar"));

/** Puts the cursor there and presses Ctrl+Enter, once the editor has the key for it. */
async function runLine(line: number): Promise<void> {
  const { code } = window;
  await code.openFile("guarded.sql", line);
  await statusItem(code.page, `Ln ${line},`).waitFor();
  await statusItem(code.page, "warehouse").waitFor();
  await code.page.keyboard.press("ControlOrMeta+Enter");
}

async function selectTarget(name: string): Promise<void> {
  const { code } = window;
  await code.command("Millrace: Select Target");
  await pickItem(code.page, name);
  await statusItem(code.page, new RegExp(`\\b${name}\\b`)).waitFor();
}

/** The grid once it has such a cell. */
async function gridWith(text: string): Promise<readonly (readonly string[])[]> {
  const page = await results();
  await page.locator("[role=gridcell]").getByText(text, { exact: true }).first().waitFor();
  return gridCells(page);
}

test("a statement that writes on a production target asks for its name, each time", {
  skip,
  timeout,
}, async () => {
  const { page } = window.code;
  await selectTarget("live");
  await runLine(1);
  const box = quickInput(page).filter({ hasText: "live is a production target." });
  await box.waitFor();
  await page.keyboard.press("Escape");
  await (await results()).getByText("Cancelled.").waitFor();
  // What only reads is not asked about.
  await runLine(2);
  assert.deepEqual(await gridWith("0"), [["0"]]);
  await runLine(1);
  await answer(page, "live is a production target.", "live");
  await (await results()).locator('[data-testid="target"]', { hasText: "live" }).waitFor();
  await runLine(2);
  assert.deepEqual(await gridWith("1"), [["1"]]);
});

test("a read-only target refuses it, and another one is offered", { skip, timeout }, async () => {
  const { page } = window.code;
  await selectTarget("look");
  await runLine(1);
  const toast = notificationToasts(page).filter({ hasText: "read-only" });
  await toast.getByRole("button", { name: "Select Target" }).click();
  await pickItem(page, "dev");
  await statusItem(page, /\bdev\b/).waitFor();
});

test("a parameter is asked for, and can be NULL", { skip, timeout }, async () => {
  const { page } = window.code;
  await runLine(3);
  await answer(page, "Sent to the server as a value", "O'Hara; --");
  assert.deepEqual(await gridWith("O'Hara; --"), [["O'Hara; --", "false"]]);
  await runLine(3);
  const box = quickInput(page).filter({ hasText: "Value of :who" });
  await box.getByRole("button", { name: "Use NULL" }).click();
  assert.deepEqual(await gridWith("true"), [["NULL", "true"]]);
});

test("all rows are exported in each format", { skip, timeout }, async () => {
  await runLine(4);
  const panel = await results();
  await panel.locator("[role=columnheader]", { hasText: "x|y" }).waitFor();
  await exportAs("JSON", "rows.json");
  await exportAs("TSV", "rows.tsv");
  await exportAs("Markdown", "rows.md");
  const [json, tsv, markdown] = await Promise.all(["rows.json", "rows.tsv", "rows.md"].map(read));
  assert.deepEqual(
    JSON.parse(json ?? ""),
    Array.from({ length: 12 }, () => ({ "x|y": "a|b", tab: "1\t2" })),
  );
  assert.deepEqual(tsv?.split(/\r?\n/).slice(0, 2), ["x|y\ttab", 'a|b\t"1\t2"']);
  assert.deepEqual(markdown?.split("\n").slice(0, 3), [
    "| x\\|y | tab |",
    "| --- | --- |",
    "| a\\|b | 1\t2 |",
  ]);
  assert.deepEqual(await gridColumns(panel), ["x|y", "tab"]);
});

test("an export that is cancelled leaves no file", { skip, timeout }, async () => {
  const { page } = window.code;
  await runLine(5);
  await (await results()).locator("[role=columnheader]", { hasText: "case" }).waitFor();
  await chooseExport("CSV", "slow.csv");
  const toast = notificationToasts(page).filter({ hasText: "Exporting to slow.csv" });
  await toast.hover();
  await toast.getByRole("button", { name: "Cancel" }).click();
  await toast.waitFor({ state: "detached" });
  await assert.rejects(stat(path.join(window.workspace, "slow.csv")), { code: "ENOENT" });
});

test("rows are there again when the panel was hidden", { skip, timeout }, async () => {
  const { code } = window;
  await runLine(4);
  await gridWith("a|b");
  await code.command("View: Hide Panel");
  await code.command("Millrace Results: Focus on Results View");
  await gridWith("a|b");
});

test("a new document runs on the folder, and its errors have a place", { skip, timeout }, async () => {
  const { code } = window;
  await code.command("Millrace: New SQL File");
  await code.page.locator('.monaco-editor.focused[data-uri^="untitled:"]').waitFor();
  await code.page.keyboard.type("SELECT 1 AS one,\n  nowhere");
  await code.page.keyboard.press("ControlOrMeta+Enter");
  await (await results()).getByText('column "nowhere" does not exist').first().waitFor();
  await (await results()).getByText("line 2, column 3").waitFor();
});

test("a table is looked at from its row, wherever the target leads", { skip, timeout }, async () => {
  const { code } = window;
  const view = await openView(code.page, "Connections", "Millrace");
  await expandRow(treeRow(view, "warehouse"));
  await expandRow(treeRow(view, "public"));
  await pressRowAction(treeRow(view, "guarded"), "Preview Table");
  assert.deepEqual(await gridWith("1"), [["1"]]);
  // There the name is another connection's, and none is left for this one.
  await selectTarget("moved");
  await pressRowAction(treeRow(view, "guarded"), "Preview Table");
  await notificationToasts(code.page).filter({ hasText: "cannot be reached on the target moved" }).waitFor();
  await code.openFile("guarded.sql", 2);
  await code.command("Millrace: Select Connection and Interval for SQL");
  await pickItem(code.page, "Connection");
  await quickInput(code.page).getByText("Cannot be reached on moved").waitFor();
  await pickItem(code.page, "second");
  await statusItem(code.page, "second").waitFor();
  await code.page.keyboard.press("ControlOrMeta+Enter");
  assert.deepEqual(await gridWith("0"), [["0"]]);
});

async function exportAs(format: string, name: string): Promise<void> {
  await chooseExport(format, name);
  await notificationToasts(window.code.page)
    .filter({ hasText: `${name} is written: 12 rows` })
    .waitFor();
}

async function chooseExport(format: string, name: string): Promise<void> {
  const { code, workspace } = window;
  const panel = await results();
  await panel.locator('[data-focus="Export"]').click();
  await panel.getByRole("menuitem", { name: `Export as ${format}` }).click();
  await saveAs(code.page, path.join(workspace, name));
}

function read(name: string): Promise<string> {
  return readFile(path.join(window.workspace, name), "utf8");
}
