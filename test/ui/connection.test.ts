import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import type { Locator } from "playwright-core";
import { usableBinaries } from "../../runner/connections/embedded/binaries.ts";
import { platformPackage } from "../../runner/connections/embedded/platform-package.ts";
import { chooseAccount } from "../../runner/connections/embedded/server-account.ts";
import { postgresWarehouse } from "../../runner/connections/postgres/postgres-warehouse.ts";
import { packageRoot } from "../../runner/package-root.ts";
import { debianBinaries, type ServerBinaries } from "../postgres/binaries.ts";
import { type PostgresServer, startPostgres } from "../postgres/server.ts";
import { modalDialog, pressInDialog } from "../vscode/ui/dialog.ts";
import { closeNotification, notificationToasts } from "../vscode/ui/notifications.ts";
import { answer, pickItem } from "../vscode/ui/quick-input.ts";
import { statusItem } from "../vscode/ui/status-bar.ts";
import { expandRow, openView, treeRow, treeRowText } from "../vscode/ui/tree.ts";
import { hasElement } from "../vscode/ui/webview.ts";
import { until } from "../vscode/until.ts";
import { assertNowhere } from "./nowhere.ts";
import { takePictures } from "./pictures.ts";
import { gridCells } from "./results-page.ts";
import { openWindow, skip, timeout } from "./window.ts";

const PIPELINE = path.join(packageRoot(), "test/fixtures/vscode/pipeline");
const WRONG = "not-the-password-71c2";
/** Set later, by the command. */
const ALSO_WRONG = "nor-this-one-58ab";

const LOADER = { database: "music", user: "loader", password: "the-loaders-own-93e7" } as const;

const server: { running?: PostgresServer } = {};

before(async () => {
  if (skip !== false) return;
  server.running = await startPostgres({ binaries: await someBinaries() });
  await administer(`CREATE ROLE ${LOADER.user} LOGIN PASSWORD '${LOADER.password}'`);
  await administer(`CREATE DATABASE ${LOADER.database} OWNER ${LOADER.user}`);
});
after(() => server.running?.stop());

async function administer(sql: string): Promise<void> {
  assert.ok(server.running);
  const administration = postgresWarehouse({ name: "administration", ...server.running.connection });
  try {
    await administration.query(sql);
  } finally {
    await administration.close();
  }
}

/** The runner keeps sessions for some seconds, and asks for a password at the next one. */
async function endSessions(): Promise<void> {
  await administer(
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '${LOADER.user}'`,
  );
}

/** As a window that was started from a terminal: the extension host has its environment, and asks no login shell. */
const KEEPS_PATH = { VSCODE_CLI: "1" };

const window = openWindow(
  async (workspace) => {
    await cp(PIPELINE, workspace, { recursive: true });
    await writeFile(
      path.join(workspace, "docker-compose.yml"),
      "services:\n  warehouse:\n    image: postgres\n",
    );
    await writeFile(path.join(workspace, "who.sql"), "SELECT current_user AS who;\n");
  },
  { name: "sparkify", env: { PATH: pathWithoutDocker(), ...KEEPS_PATH } },
);

test("a connection is tested, mended, saved, and used, and its password is in no file", {
  skip,
  timeout,
}, async () => {
  const { code, workspace } = window;
  assert.ok(server.running);
  const connection = { ...server.running.connection, ...LOADER };
  const before = await readFile(path.join(workspace, "millrace.json"), "utf8");
  await code.command("Millrace: Add Connection…");
  const form = await code.frame(hasElement("[data-testid=test]"));
  await form.getByLabel("Name", { exact: true }).fill("live");
  await form.getByLabel("Host", { exact: true }).fill(connection.host);
  await form.getByLabel("Port", { exact: true }).fill(String(connection.port));
  await form.getByLabel("Database", { exact: true }).first().fill(connection.database);
  await form.getByLabel("User", { exact: true }).fill(connection.user);
  await form.getByLabel("Password", { exact: true }).fill(WRONG);
  await form.getByTestId("test").click();
  const failed = form.locator("[data-testid=step].failed");
  await failed.waitFor();
  assert.match((await failed.textContent()) ?? "", /password/);
  const field = form.locator(".field", { has: form.getByLabel("Password", { exact: true }) });
  assert.match((await field.locator(".problem").textContent()) ?? "", /password authentication failed/);
  await form.getByTestId("save-anyway").click();
  await modalDialog(code.page).getByText("Save live, although its test failed?").waitFor();
  await pressInDialog(code.page, "Cancel");
  await takePictures(code, "add-connection-failed");
  await form.getByLabel("Password", { exact: true }).fill(connection.password);
  await form.getByTestId("test").click();
  await form.getByTestId("save").waitFor();
  assert.equal(await failed.count(), 0);
  await takePictures(code, "add-connection");
  assert.equal(await readFile(path.join(workspace, "millrace.json"), "utf8"), before);
  await form.getByTestId("save").click();
  const view = await openView(code.page, "Connections", "Millrace");
  await treeRow(view, "live").waitFor();
  const { connections } = JSON.parse(await readFile(path.join(workspace, "millrace.json"), "utf8"));
  assert.deepEqual(connections.live, {
    type: "postgres",
    host: connection.host,
    port: connection.port,
    database: connection.database,
    user: connection.user,
    password: { editor: "live.password" },
  });
  await code.openFile("who.sql", 1);
  await code.command("Millrace: Select Connection and Interval for SQL");
  await pickItem(code.page, "Connection");
  await pickItem(code.page, "live");
  await statusItem(code.page, "live").waitFor();
  await code.page.keyboard.press("ControlOrMeta+Enter");
  const results = await code.frame(hasElement("[role=gridcell]"));
  assert.deepEqual(await gridCells(results), [[connection.user]]);
  await assertNowhere(code, workspace, [WRONG, connection.password]);
});

test("a secret that the editor has lost is told, and can be set again", { skip, timeout }, async () => {
  const { code } = window;
  // This host has no keyring: its secrets last as long as its window.
  await code.reload();
  await endSessions();
  const view = await openView(code.page, "Connections", "Millrace");
  await expandRow(treeRow(view, "live"));
  const told = notificationToasts(code.page).filter({ hasText: "does not have the secret live.password" });
  await told.getByText("Set Secret", { exact: true }).click();
  await answer(code.page, "The secret live.password", LOADER.password);
  // The window knows by now, and says so when one is set.
  const warned = shortLivedTold();
  assert.match((await warned.textContent()) ?? "", /there may be no keyring.*environment variable/);
  await takePictures(code, "secret-short-lived");
  await closeNotification(warned);
  await treeRow(view, "Test the connection").click();
  // The window does not show every toast that comes close to another.
  await until("it works", async () => /tested just now/.test(await treeRowText(treeRow(view, "live"))));
  await code.command("Millrace: Refresh");
  await treeRow(view, "public").waitFor();
});

test("another secret counts from the next session on", { skip, timeout }, async () => {
  const { code, workspace } = window;
  await code.command("Millrace: Set Secret…");
  await pickItem(code.page, "live.password");
  await answer(code.page, "The secret live.password", ALSO_WRONG);
  await until("the secret is kept", async () => (await statusItem(code.page, "Secret kept").count()) > 0);
  await closeNotification(shortLivedTold());
  await code.command("Millrace: Test Connection");
  await pickItem(code.page, "live");
  await notificationToasts(code.page).getByText("live does not work").waitFor();
  await clearNotifications();
  await code.command("Millrace: Delete Secret…");
  await pickItem(code.page, "live.password");
  await until("the secret is gone", async () => (await statusItem(code.page, "Secret deleted").count()) > 0);
  await code.command("Millrace: Test Connection");
  await pickItem(code.page, "live");
  await notificationToasts(code.page)
    .getByText('live does not work: The editor keeps no secret "live.password"')
    .waitFor();
  await assertNowhere(code, workspace, [ALSO_WRONG]);
});

test("without Docker its command says what to do", { skip, timeout }, async () => {
  const { code } = window;
  await clearNotifications();
  await code.command("Millrace: Start Docker Postgres");
  const message = notificationToasts(code.page).filter({ hasText: "Docker is not installed" });
  await message.waitFor();
  assert.match((await message.textContent()) ?? "", /Install Docker Desktop, or Docker Engine/);
});

function shortLivedTold(): Locator {
  return notificationToasts(window.code.page).filter({ hasText: "until its window is closed or reloaded" });
}

/** No more than three are shown at a time. */
async function clearNotifications(): Promise<void> {
  const { code } = window;
  await code.command("Notifications: Clear All Notifications");
  await until("nothing is shown", async () => (await notificationToasts(code.page).count()) === 0);
}

async function someBinaries(): Promise<ServerBinaries> {
  const debian = debianBinaries();
  if (debian !== undefined) return debian;
  const found = await usableBinaries(platformPackage(), await chooseAccount(undefined), () => {});
  return { ...found, major: "18" };
}

function pathWithoutDocker(): string {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.filter((folder) => !existsSync(path.join(folder, "docker"))).join(path.delimiter);
}
