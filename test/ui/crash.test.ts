import assert from "node:assert/strict";
import { cp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";
import { runnerPid } from "../vscode/runner.ts";
import { notificationToasts } from "../vscode/ui/notifications.ts";
import { answer, pickItem } from "../vscode/ui/quick-input.ts";
import { statusItem } from "../vscode/ui/status-bar.ts";
import { openView, treeRowText } from "../vscode/ui/tree.ts";
import { until } from "../vscode/until.ts";
import { runDag } from "./run-dag.ts";
import { openWindow, skip, timeout } from "./window.ts";

const PIPELINE = path.join(packageRoot(), "test/fixtures/vscode/pipeline");
const SETTINGS = {
  connections: { warehouse: { type: "embedded" } },
  targets: { dev: {}, live: { production: true } },
};

// Runs of its DAG `gated` wait until there is a file `open`.
const window = openWindow(async (workspace) => {
  await cp(PIPELINE, workspace, { recursive: true });
  await writeFile(path.join(workspace, "millrace.json"), JSON.stringify(SETTINGS));
});

const openGate = (): Promise<void> => writeFile(path.join(window.workspace, "open"), "");
const shutGate = (): Promise<void> => rm(path.join(window.workspace, "open"), { force: true });

/** Kills the runner, and waits for the next one. */
async function crash(): Promise<void> {
  const pid = runnerPid(window.workspace);
  assert.ok(pid !== undefined);
  process.kill(pid, "SIGKILL");
  await until("there is another runner", () => (runnerPid(window.workspace) ?? pid) !== pid);
}

async function firstRun(looks: RegExp): Promise<void> {
  const runs = await openView(window.code.page, "Runs", "Millrace");
  const first = runs.locator(".monaco-list-row").first();
  await until(`the first run is ${looks}`, async () => looks.test(await treeRowText(first)));
}

const toast = (text: string) => notificationToasts(window.code.page).filter({ hasText: text });

test("a runner that is killed is said once, started again, and goes on", { skip, timeout }, async () => {
  const { code } = window;
  await runDag(code, "gated", "2026-01-01");
  await statusItem(code.page, "1 running").waitFor();
  await crash();
  await toast("ended unexpectedly, and is being started again").waitFor();
  await toast("1 run was cut short in pipelines, and goes on").waitFor();
  await statusItem(code.page, "1 running").waitFor();
  await code.command("Notifications: Clear All Notifications");
  await crash();
  await toast("1 run was cut short in pipelines, and goes on").waitFor();
  assert.equal(await toast("ended unexpectedly").count(), 0);
  await openGate();
  await firstRun(/^2026-01-01 gated · (\d+ min )?[\d.]+ m?s/);
});

test("what was cut short on a production target waits until somebody resumes it", {
  skip,
  timeout,
}, async () => {
  const { code } = window;
  await shutGate();
  await code.command("Notifications: Clear All Notifications");
  await code.command("Millrace: Select Target");
  await pickItem(code.page, "live");
  const target = statusItem(code.page, "live (production)");
  await target.waitFor();
  const colours = ["statusBarItem-errorBackground", "statusBar-background"].map((name) => `--vscode-${name}`);
  const [red, plain] = await Promise.all(
    colours.map((name) =>
      code.page.evaluate<string>(
        `getComputedStyle(document.querySelector(".monaco-workbench")).getPropertyValue("${name}")`,
      ),
    ),
  );
  assert.notEqual(red, plain);
  assert.match((await target.getAttribute("class")) ?? "", /error-kind/);
  await runDag(code, "gated", "2026-01-02");
  await answer(code.page, "live is a production target", "live");
  await statusItem(code.page, "1 running").waitFor();
  await crash();
  const said = toast("1 run was cut short on a production target of pipelines");
  await said.waitFor();
  await statusItem(code.page, "1 interrupted").waitFor();
  await said.hover();
  await said.getByRole("button", { name: "Resume" }).click();
  await answer(code.page, "live is a production target", "live");
  await statusItem(code.page, "1 running").waitFor();
  await openGate();
  await firstRun(/^2026-01-02 gated · (\d+ min )?[\d.]+ m?s/);
});
