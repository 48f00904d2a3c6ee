import assert from "node:assert/strict";
import { cp, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";
import { runnerPid } from "../vscode/runner.ts";
import { answer, pickItem, quickPickLabels } from "../vscode/ui/quick-input.ts";
import { openView, treeRow, treeRowText } from "../vscode/ui/tree.ts";
import { until } from "../vscode/until.ts";
import { openWindow, skip, timeout } from "./window.ts";

const PIPELINE = path.join(packageRoot(), "test/fixtures/vscode/pipeline");
const FOLDERS = [
  { path: "shop" },
  { path: "depot" },
  { path: "notes" },
  { uri: "nowhere:/far", name: "far away" },
];

/** Makes a DAG file take so long to read, that the other folder's runner is there first. */
const SLOW = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4000);\n";

const window = openWindow(
  async (workspace) => {
    await cp(PIPELINE, path.join(workspace, "shop"), { recursive: true });
    await cp(PIPELINE, path.join(workspace, "depot"), { recursive: true });
    for (const name of ["slow", "slower"])
      await writeFile(path.join(workspace, "depot", `${name}.dag.ts`), SLOW);
    await mkdir(path.join(workspace, "notes"));
    await writeFile(path.join(workspace, "all.code-workspace"), JSON.stringify({ folders: FOLDERS }));
  },
  { opens: "all.code-workspace" },
);

test("a command asks in which folder, also of those whose runner still starts, and begins with the last answer", {
  skip,
  timeout,
}, async () => {
  const { code } = window;
  await treeRow(await openView(code.page, "Pipelines", "Millrace"), "shop").waitFor();
  await code.command("Millrace: Run DAG");
  await until("the folders are offered", async () => (await quickPickLabels(code.page)).includes("depot"));
  assert.deepEqual(await quickPickLabels(code.page), ["shop", "depot"]);
  await pickItem(code.page, "depot");
  await pickItem(code.page, "orders");
  await pickItem(code.page, "Interval of a date…");
  await answer(code.page, "Day or time", "2026-01-03");
  const view = await openView(code.page, "Runs", "Millrace");
  await treeRow(view, "2026-01-03").waitFor();
  await code.command("Millrace: Run DAG");
  await until("the last answer comes first", async () => {
    const [first] = await quickPickLabels(code.page);
    return first === "depot";
  });
  await pickItem(code.page, "depot");
  await until("the last DAG comes first", async () => (await quickPickLabels(code.page))[0] === "orders");
  await pickItem(code.page, "orders");
  await until("so does the way to say the interval", async () => {
    const [first] = await quickPickLabels(code.page);
    return first === "Interval of a date…";
  });
  await code.page.keyboard.press("Escape");
});

test("each folder that has pipelines has a runner and a row of its own", { skip, timeout }, async () => {
  const { code, workspace } = window;
  const view = await openView(code.page, "Pipelines", "Millrace");
  for (const name of ["shop", "depot", "far away"]) await treeRow(view, name).waitFor();
  assert.equal(await treeRow(view, "notes").count(), 0);
  assert.equal(await treeRowText(treeRow(view, "far away")), "far away not on this machine: it cannot run");
  const pids = await until("both runners are there", () => {
    const found = ["shop", "depot"].flatMap((name) => runnerPid(path.join(workspace, name)) ?? []);
    return found.length === 2 ? found : undefined;
  });
  assert.notEqual(pids[0], pids[1]);
  assert.equal(runnerPid(path.join(workspace, "notes")), undefined);
});
