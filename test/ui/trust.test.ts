import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";
import { openPalette } from "../vscode/ui/palette.ts";
import { quickPickLabels } from "../vscode/ui/quick-input.ts";
import { openView, treeRow } from "../vscode/ui/tree.ts";
import { openWindow, skip, timeout } from "./window.ts";

const PIPELINE = path.join(packageRoot(), "test/fixtures/vscode/pipeline");

const window = openWindow((workspace) => cp(PIPELINE, workspace, { recursive: true }), {
  asksForTrust: true,
});

test("nothing of a folder runs that is not trusted, and the view says why", { skip, timeout }, async () => {
  const { code, workspace } = window;
  const view = await openView(code.page, "Pipelines", "Millrace");
  await view.getByText("This folder is not trusted, so Millrace runs nothing of it").waitFor();
  const box = await openPalette(code.page);
  await box.locator("input.input").fill(">Millrace: R");
  await box.getByText("Show Runner Log").first().waitFor();
  assert.ok(!(await quickPickLabels(code.page)).includes("Millrace: Run DAG"));
  await code.page.keyboard.press("Escape");
  assert.equal(existsSync(path.join(workspace, ".millrace")), false);
});

test("it runs as soon as it is trusted", { skip, timeout }, async () => {
  const { code } = window;
  const view = await openView(code.page, "Pipelines", "Millrace");
  await view.getByRole("button", { name: "Manage Workspace Trust" }).click();
  const trust = code.page.getByRole("button", { name: "Trust", exact: true }).first();
  await trust.click();
  await treeRow(view, "orders").waitFor();
});
