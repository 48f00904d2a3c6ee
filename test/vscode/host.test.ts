import assert from "node:assert/strict";
import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";
import { findChromium, NO_CHROMIUM } from "./browser.ts";
import { startVsCode, type VsCode } from "./host.ts";
import { codeLens } from "./ui/code-lens.ts";
import { problemRows, showProblems } from "./ui/problems.ts";
import { answer, pickItem } from "./ui/quick-input.ts";
import { statusItem } from "./ui/status-bar.ts";
import { chooseFromRowMenu, expandRow, openView, pressRowAction, treeRow, treeRowText } from "./ui/tree.ts";
import { hasElement } from "./ui/webview.ts";

const skip = findChromium() === undefined && NO_CHROMIUM;
const HELLO = path.join(packageRoot(), "test/fixtures/vscode/hello");

/** One window for the tests below, which go on from each other. */
const shared: { code?: VsCode; folder: string } = { folder: "" };

before(async () => {
  if (skip) return;
  shared.folder = await mkdtemp(path.join(tmpdir(), "mr-host-"));
  await writeFile(path.join(shared.folder, "hello.txt"), "hello\nworld\n");
  shared.code = await startVsCode({ workspace: shared.folder, extension: HELLO });
});

after(async () => {
  await shared.code?.close();
  await rm(shared.folder, { recursive: true, force: true });
});

function code(): VsCode {
  assert.ok(shared.code !== undefined);
  return shared.code;
}

test("a command of the extension runs, and its notification is seen", { skip }, async () => {
  await code().command("Hello: Say it");
  await code().page.getByText("Hello from mr-host-").first().waitFor();
  const [text] = await code().notifications();
  assert.match(text ?? "", /^Hello from mr-host-\w+ \(trusted: true\)$/);
});

test("its problem is in the Problems view", { skip }, async () => {
  await showProblems(code().page);
  await problemRows(code().page).filter({ hasText: "A greeting is here" }).waitFor();
});

test("a file is opened at a line", { skip }, async () => {
  await code().openFile("hello.txt", 2);
  await code().page.locator(".statusbar-item").getByText("Ln 2, Col 1").waitFor();
});

test("a code lens is pressed, and the status bar is read", { skip }, async () => {
  await codeLens(code().page, "Say it here").click();
  await code().page.getByText("Hello from mr-host-").first().waitFor();
  await statusItem(code().page, "hello there").waitFor();
});

test("questions are answered", { skip }, async () => {
  await code().command("Hello: Ask");
  await pickItem(code().page, "Tea");
  await answer(code().page, "How many cups?", "3");
  await code().page.getByText("3 x Tea", { exact: true }).waitFor();
});

test("rows of a tree are opened, read and acted upon", { skip }, async () => {
  const { page } = code();
  const view = await openView(page, "Greetings", "Hello");
  await expandRow(treeRow(view, "Europe"));
  const row = treeRow(view, "Hej");
  await row.waitFor();
  assert.equal(await treeRowText(row), "Hej Danish");
  await pressRowAction(row, "Wave");
  await page.getByText("Waved at Hej").first().waitFor();
  await chooseFromRowMenu(treeRow(view, "Ahoj"), "Wave");
  await page.getByText("Waved at Ahoj").first().waitFor();
});

test("the document of its page is read, and has the colours of the theme", { skip }, async () => {
  await code().command("Hello: Show the page");
  const frame = await code().frame(hasElement("#greeting"));
  await frame.getByText("Hello in a page", { exact: true }).waitFor();
  await frame.locator("body.vscode-dark").waitFor();
  await code().setTheme("light");
  await frame.locator("body.vscode-light").waitFor();
  await code().setTheme("high contrast");
  await frame.locator("body.vscode-high-contrast").waitFor();
});

test("after a reload the extension is there again", { skip }, async () => {
  await code().reload();
  await code().command("Hello: Say it");
  await code().page.getByText("Hello from mr-host-").first().waitFor();
});

test("logs hold what the extension host said", { skip }, async () => {
  assert.match(await code().logs(), /ExtensionService#_doActivateExtension fixture\.hello/);
});

test("an untrusted folder is restricted", { skip }, async (t) => {
  const untrusted = await startVsCode({ workspace: shared.folder, extension: HELLO, asksForTrust: true });
  t.after(() => untrusted.close());
  await untrusted.page.locator(".statusbar-item").getByText("Restricted Mode").waitFor();
});

test("a start that fails says why, and leaves nothing behind", { skip }, async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), "mr-host-fails-"));
  await chmod(folder, 0o755);
  const previous = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  t.after(async () => {
    if (previous === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = previous;
    await rm(folder, { recursive: true, force: true });
  });
  const started = startVsCode({
    workspace: shared.folder,
    extension: HELLO,
    prepare: () => Promise.reject(new Error("not today")),
  });
  await assert.rejects(started, /VS Code did not start: Error: not today/);
  assert.deepEqual(await readdir(folder), []);
});
