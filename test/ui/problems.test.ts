import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";
import { problemRows, showProblems } from "../vscode/ui/problems.ts";
import { answer, pickItem } from "../vscode/ui/quick-input.ts";
import { statusItem } from "../vscode/ui/status-bar.ts";
import { takePictures } from "./pictures.ts";
import { openWindow, skip, timeout } from "./window.ts";

const PIPELINE = path.join(packageRoot(), "test/fixtures/vscode/pipeline");

const window = openWindow((workspace) => cp(PIPELINE, workspace, { recursive: true }));

const FAILED = "customers are known";

async function runOrders(): Promise<void> {
  const { page } = window.code;
  await window.code.command("Millrace: Run DAG");
  await pickItem(page, "orders");
  await pickItem(page, "Interval of a date…");
  await answer(page, "Day or time", "2026-01-02");
}

test("a run whose check fails is a problem at the check's definition", { skip, timeout }, async () => {
  const { code } = window;
  await runOrders();
  await showProblems(code.page);
  const problem = problemRows(code.page).filter({ hasText: FAILED });
  await problem.waitFor();
  const source = await readFile(path.join(window.workspace, "orders.dag.ts"), "utf8");
  const line = 1 + source.split("\n").findIndex((text) => text.includes(FAILED));
  await problem.dblclick();
  await statusItem(code.page, `Ln ${line},`).waitFor();
  await takePictures(code, "problems");
});

test("it goes when the check passes", { skip, timeout }, async () => {
  const { code } = window;
  await problemRows(code.page).filter({ hasText: FAILED }).waitFor();
  const file = path.join(window.workspace, "sql/load_orders.sql");
  await writeFile(file, (await readFile(file, "utf8")).replace("2, NULL, 7.25", "2, 'Joan', 7.25"));
  await runOrders();
  await problemRows(code.page).filter({ hasText: FAILED }).waitFor({ state: "detached" });
});
