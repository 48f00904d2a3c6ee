import assert from "node:assert/strict";
import { cp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";
import { notificationToasts } from "../vscode/ui/notifications.ts";
import { pickItem } from "../vscode/ui/quick-input.ts";
import { openView, treeRowText } from "../vscode/ui/tree.ts";
import { hasElement } from "../vscode/ui/webview.ts";
import { until } from "../vscode/until.ts";
import { nodeColour, waitForNode } from "./graph-page.ts";
import { openWindow, skip, timeout } from "./window.ts";

const PIPELINE = path.join(packageRoot(), "test/fixtures/vscode/pipeline");

// Runs of its DAG `gated` wait until there is a file `open`.
const window = openWindow((workspace) => cp(PIPELINE, workspace, { recursive: true }));

const openGate = (): Promise<void> => writeFile(path.join(window.workspace, "open"), "");
const shutGate = (): Promise<void> => rm(path.join(window.workspace, "open"), { force: true });

async function backfill(from: string, to: string): Promise<void> {
  const { code } = window;
  await code.command("Millrace: Backfill…");
  await pickItem(code.page, "gated");
  const form = await code.frame(hasElement("[data-testid=preview-table]"));
  await form.getByTestId("from").fill(from);
  await form.getByTestId("to").fill(to);
  const intervals = form.getByTestId("preview-row").locator("td.interval");
  await until("the preview has the range", async () => {
    const shown = await intervals.allTextContents();
    return shown.at(0) === from && shown.at(-1) === to;
  });
  await form.getByTestId("run").click();
  await form.getByTestId("started").getByText(/\S/).waitFor();
  await form.getByRole("button", { name: "Open Graph" }).click();
}

test("a backfill goes on while the window is loaded again, and is shown as it is", {
  skip,
  timeout,
}, async () => {
  const { code } = window;
  await backfill("2026-01-01", "2026-01-02");
  await waitForNode(await code.frame(hasElement("g.node")), "wait", "running");
  await code.reload();
  // The graph comes back by itself.
  const graph = await code.frame(hasElement("g.node"));
  await waitForNode(graph, "wait", "running");
  const runs = await openView(code.page, "Runs", "Millrace");
  const first = runs.locator(".monaco-list-row").first();
  await until("the tree of runs has the backfill", async () =>
    /^Backfill b1 gated · 0 of 2/.test(await treeRowText(first)),
  );
});

test("nodes change their colours while it runs", { skip, timeout }, async () => {
  const { code } = window;
  const graph = await code.frame(hasElement("g.node"));
  const running = await nodeColour(graph, "wait");
  await openGate();
  await waitForNode(graph, "wait", "success");
  await waitForNode(graph, "pass", "success");
  assert.notEqual(await nodeColour(graph, "wait"), running);
});

test("what was started is cancelled in its notification", { skip, timeout }, async () => {
  const { code } = window;
  await shutGate();
  await backfill("2026-01-03", "2026-01-04");
  const graph = await code.frame(hasElement("g.node"));
  await waitForNode(graph, "wait", "running");
  const toast = notificationToasts(code.page).filter({ hasText: "Backfill gated" });
  await toast.hover();
  await toast.getByRole("button", { name: "Cancel" }).click();
  await waitForNode(graph, "wait", "cancelled");
});
