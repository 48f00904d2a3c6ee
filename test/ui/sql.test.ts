import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import type { Frame } from "playwright-core";
import { packageRoot } from "../../runner/package-root.ts";
import { notificationToasts } from "../vscode/ui/notifications.ts";
import { problemRows, showProblems } from "../vscode/ui/problems.ts";
import { saveAs } from "../vscode/ui/quick-input.ts";
import { statusItem } from "../vscode/ui/status-bar.ts";
import { hasElement } from "../vscode/ui/webview.ts";
import { until } from "../vscode/until.ts";
import { takePictures } from "./pictures.ts";
import { gridCells, gridColumns } from "./results-page.ts";
import { openWindow, skip, timeout } from "./window.ts";

const PIPELINE = path.join(packageRoot(), "test/fixtures/vscode/pipeline");

const EXPLORE = `-- Three rows; a ; in a string, and one in $$ ; $$.
SELECT n, 'a;' || $$;$$ AS text, NULL AS nothing FROM generate_series(1, 3) AS n;

SELECT nowhere FROM generate_series(1, 2);

SELECT pg_sleep(600);
`;
const SCRIPT = `CREATE TEMP TABLE numbers (n integer);
INSERT INTO numbers SELECT generate_series(1, 7);
SELECT count(*) AS count FROM numbers;
`;

const window = openWindow(async (workspace) => {
  await cp(PIPELINE, workspace, { recursive: true });
  await writeFile(path.join(workspace, "explore.sql"), EXPLORE);
  await writeFile(path.join(workspace, "script.sql"), SCRIPT);
});

const results = (): Promise<Frame> => window.code.frame(hasElement(".tab-bar"));

/** Puts the cursor there and presses Ctrl+Enter, once the editor has the key for it. */
async function runLine(line: number): Promise<void> {
  const { code } = window;
  await code.openFile("explore.sql", line);
  await statusItem(code.page, `Ln ${line},`).waitFor();
  await statusItem(code.page, "warehouse").waitFor();
  await code.page.keyboard.press("ControlOrMeta+Enter");
}

/** What stands behind the statements, which is no text of the document. */
async function inlineResult(text: string): Promise<void> {
  const look = `[...document.querySelectorAll(".view-line span")]
    .map((span) => getComputedStyle(span, "::after").content)
    .some((content) => content.includes(${JSON.stringify(text)}))`;
  await until(`${text} stands in the editor`, () => window.code.page.evaluate<boolean>(look));
}

test("Ctrl+Enter runs the statement at the cursor, and its rows are in the grid", {
  skip,
  timeout,
}, async () => {
  await runLine(2);
  const page = await results();
  await page.locator('[data-testid="rows"]', { hasText: "3 rows" }).waitFor();
  await page.locator("[role=gridcell]").first().waitFor();
  assert.deepEqual(await gridColumns(page), ["n", "text", "nothing"]);
  assert.deepEqual(await gridCells(page), [
    ["1", "a;;", "NULL"],
    ["2", "a;;", "NULL"],
    ["3", "a;;", "NULL"],
  ]);
  await inlineResult("✓ 3 rows");
  await takePictures(window.code, "sql-results");
});

test("all rows are exported to a file", { skip, timeout }, async () => {
  const { code, workspace } = window;
  const page = await results();
  await page.locator('[data-focus="Export"]').click();
  await page.getByRole("menuitem", { name: "Export as CSV" }).click();
  await saveAs(code.page, path.join(workspace, "rows.csv"));
  await notificationToasts(code.page).filter({ hasText: "rows.csv is written: 3 rows" }).waitFor();
  const written = await readFile(path.join(workspace, "rows.csv"), "utf8");
  assert.equal(written.trim().replaceAll("\r\n", "\n"), "n,text,nothing\n1,a;;,\n2,a;;,\n3,a;;,");
});

test("an error is squiggled where the server says, and is a problem", { skip, timeout }, async () => {
  await runLine(4);
  const page = await results();
  await page.getByText("explore.sql:4:8").waitFor();
  await inlineResult("✗ column");
  await showProblems(window.code.page);
  await problemRows(window.code.page).filter({ hasText: 'column "nowhere" does not exist' }).waitFor();
});

test("a statement that runs is cancelled on the server", { skip, timeout }, async () => {
  await runLine(6);
  const page = await results();
  await page.locator('[data-testid="time"]', { hasText: "Running" }).waitFor();
  await page.locator('[data-focus="cancel"]').click();
  await page.getByText("Cancelled.").waitFor();
});

test("Run File runs every statement in one session", { skip, timeout }, async () => {
  const { code } = window;
  await code.openFile("script.sql", 1);
  await code.command("Millrace: Run File");
  const page = await results();
  await page.getByText("3 SELECT 1 row").waitFor();
  await page.locator("[role=gridcell]").first().waitFor();
  assert.deepEqual(await page.locator(".section").allTextContents(), [
    "1 CREATE TABLE",
    "2 INSERT 7 rows",
    "3 SELECT 1 row",
  ]);
  assert.deepEqual(await gridCells(page), [["7"]]);
});
