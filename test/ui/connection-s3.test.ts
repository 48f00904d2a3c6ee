import assert from "node:assert/strict";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import type { Frame } from "playwright-core";
import { packageRoot } from "../../runner/package-root.ts";
import { type S3Server, startS3Server } from "../s3/server.ts";
import { modalDialog, pressInDialog } from "../vscode/ui/dialog.ts";
import { chooseFolder } from "../vscode/ui/quick-input.ts";
import { expandRow, openView, treeRow } from "../vscode/ui/tree.ts";
import { hasElement } from "../vscode/ui/webview.ts";
import { until } from "../vscode/until.ts";
import { assertNowhere } from "./nowhere.ts";
import { takePictures } from "./pictures.ts";
import { openWindow, skip, timeout } from "./window.ts";

const PIPELINE = path.join(packageRoot(), "test/fixtures/vscode/pipeline");
const WRONG = "not-the-secret-key-5e0d";
/** The server has two, so that which is whose can be mistaken. */
const KEY_ID = "AKIATHELOADERSOWNKEY";
const SECRET_KEY = "the-loaders-secret-key-88af13";

const server: { running?: S3Server } = {};

before(async () => {
  if (skip !== false) return;
  server.running = await startS3Server();
  server.running.addKeys({ accessKeyId: KEY_ID, secretAccessKey: SECRET_KEY, sessionToken: undefined });
  server.running.seed("songs", { "raw/A/one.json": '{"a":1}\n', "raw/B/two.json": '{"a":2}\n' });
});
after(() => server.running?.close());

const window = openWindow(
  async (workspace) => {
    await cp(PIPELINE, workspace, { recursive: true });
    await mkdir(path.join(workspace, "landing"));
    await writeFile(path.join(workspace, "landing", "one.json"), "{}\n");
  },
  { name: "sparkify" },
);

interface Settings {
  readonly connections: Readonly<Record<string, unknown>>;
}

const settings = async (): Promise<Settings> =>
  JSON.parse(await readFile(path.join(window.workspace, "millrace.json"), "utf8"));

const openForm = (): Promise<Frame> => window.code.frame(hasElement("[data-testid=test]"));

/** What is wrong, at the field with that label. */
async function problemAt(form: Frame, label: string): Promise<string> {
  const field = form.locator(".field", { has: form.getByLabel(label, { exact: true }) });
  const problem = field.locator(".problem");
  await problem.waitFor();
  return (await problem.textContent()) ?? "";
}

test("the row of a workspace without other connections leads to a bucket that is tested and saved", {
  skip,
  timeout,
}, async () => {
  const { code, workspace } = window;
  assert.ok(server.running);
  const view = await openView(code.page, "Connections", "Millrace");
  const add = treeRow(view, "Add Connection…");
  await add.waitFor();
  await takePictures(code, "connections-add");
  await add.click();
  const form = await openForm();
  await form.getByRole("radio", { name: "S3" }).check();
  await form.getByLabel("Name", { exact: true }).fill("raw");
  await form.getByLabel("Bucket", { exact: true }).fill("songs");
  await form.getByLabel("Prefix", { exact: true }).fill("raw/");
  await form.getByLabel("Access as").selectOption("keys");
  await form.getByLabel("Access key id", { exact: true }).fill(KEY_ID);
  await form.getByLabel("Secret access key", { exact: true }).fill(WRONG);
  const more = form.locator("details", { has: form.getByLabel("Endpoint", { exact: true }) });
  await more.locator("summary").click();
  await form.getByLabel("Endpoint", { exact: true }).fill(server.running.endpoint);
  await form.getByTestId("test").click();
  assert.match(
    await problemAt(form, "Secret access key"),
    /refuses the credentials.*the secret access key does not belong to the access key id/,
  );
  await takePictures(code, "add-connection-s3-failed");
  await form.getByLabel("Access key id", { exact: true }).fill("AKIANOBODYKNOWSTHIS1");
  await form.getByTestId("test").click();
  assert.match(await problemAt(form, "Access key id"), /the server does not know the access key id/);
  await form.getByLabel("Access key id", { exact: true }).fill(KEY_ID);
  await form.getByLabel("Secret access key", { exact: true }).fill(SECRET_KEY);
  await form.getByTestId("test").click();
  await form.getByTestId("save").waitFor();
  assert.equal(await form.locator("[aria-invalid=true]").count(), 0);
  await takePictures(code, "add-connection-s3");
  await form.getByTestId("save").click();
  const row = treeRow(view, "raw");
  await row.waitFor();
  await add.waitFor({ state: "detached" });
  assert.deepEqual((await settings()).connections["raw"], {
    type: "s3",
    bucket: "songs",
    prefix: "raw/",
    endpoint: server.running.endpoint,
    credentials: {
      accessKeyId: { editor: "raw.accessKeyId" },
      secretAccessKey: { editor: "raw.secretAccessKey" },
    },
  });
  // With the keys that the editor keeps.
  await expandRow(row);
  await treeRow(view, "A").waitFor();
  await assertNowhere(code, workspace, [WRONG, SECRET_KEY]);
});

test("a folder is chosen in a dialog, on a target that came since, and saved without a test on purpose", {
  skip,
  timeout,
}, async () => {
  const { code, workspace } = window;
  await code.command("Millrace: Add Connection…");
  const form = await openForm();
  await form.getByRole("radio", { name: "Files" }).check();
  await form.getByLabel("Name", { exact: true }).fill("landing");
  await form.getByRole("button", { name: "Browse for: Folder" }).click();
  await chooseFolder(code.page, "landing", "Choose");
  const folder = form.getByLabel("Folder", { exact: true });
  await until("the field has the folder", async () => (await folder.inputValue()) === "landing");
  const before = await settings();
  const text = JSON.stringify({ ...before, targets: { dev: { connections: {} } } }, null, 2);
  await writeFile(path.join(workspace, "millrace.json"), text);
  const targets = form.getByLabel("Use on a target");
  await targets.locator("option", { hasText: "dev" }).waitFor({ state: "attached" });
  await targets.selectOption({ label: "dev" });
  await form.getByTestId("save-anyway").click();
  await modalDialog(code.page).getByText("Save landing without a test?").waitFor();
  await pressInDialog(code.page, "Cancel");
  assert.deepEqual(await settings(), JSON.parse(text));
  await form.getByTestId("save-anyway").click();
  await pressInDialog(code.page, "Save Untested");
  const view = await openView(code.page, "Connections", "Millrace");
  await treeRow(view, "landing").waitFor();
  assert.deepEqual(await settings(), {
    ...before,
    connections: { ...before.connections, landing: { type: "files", path: "landing" } },
    targets: { dev: { connections: { lake: "landing" } } },
  });
});
