import assert from "node:assert/strict";
import path from "node:path";
import { after, before, type TestContext, test } from "node:test";
import { type DockerWorkspace, dockerWorkspace } from "../docker/docker-workspace.ts";
import { startVsCode, type VsCode } from "../vscode/host.ts";
import { notificationToasts } from "../vscode/ui/notifications.ts";
import { chooseFromRowMenu, expandRow, openView, treeRow, treeRowText } from "../vscode/ui/tree.ts";
import { until } from "../vscode/until.ts";
import { takePictures } from "./pictures.ts";
import { skip as noWindow, timeout } from "./window.ts";

const skip = process.platform === "win32" ? "the stand-in for Docker is a shell script" : noWindow;

/** A window of a workspace whose `docker` is the stand-in, with a real Postgres where Docker would run one. */
const opened: { docker?: DockerWorkspace; code?: VsCode } = {};
const undo: (() => unknown)[] = [];

before(async () => {
  if (skip !== false) return;
  opened.docker = await dockerWorkspace({
    after: (step: () => unknown) => void undo.unshift(step),
  } as TestContext);
  const { folder, env } = opened.docker;
  opened.code = await startVsCode({
    workspace: folder,
    // As a window that was started from a terminal: its PATH counts.
    env: { ...env, PATH: [env["PATH"], process.env["PATH"]].join(path.delimiter), VSCODE_CLI: "1" },
  });
});
after(async () => {
  await opened.code?.close();
  for (const step of undo) await step();
});

test("Docker's Postgres is started, looked into, and stopped, from its row", { skip, timeout }, async () => {
  const { code, docker } = opened;
  assert.ok(code !== undefined && docker !== undefined);
  const place = `localhost:${docker.port}`;
  const toasts = notificationToasts(code.page);
  const view = await openView(code.page, "Connections", "Millrace");
  const row = treeRow(view, "docker");
  await expandRow(row);
  const off = view.locator(".monaco-list-row", { hasText: "nothing listens on" });
  await off.waitFor();
  // Longer than it takes to see how it goes.
  await docker.play({ startsWhenAsked: true });
  await chooseFromRowMenu(row, "Start Docker Postgres");
  const progress = toasts.filter({ hasText: "Starting Docker Postgres" });
  await progress.filter({ hasText: new RegExp(`Container|waiting for docker \\(${place}\\)`) }).waitFor();
  await toasts.filter({ hasText: `Docker Postgres is ready: docker (${place}) accepts sessions.` }).waitFor();
  await progress.waitFor({ state: "detached" });
  await shows(() => treeRowText(row), /^docker started just now · postgres · /);
  // What could not be found before is there.
  await treeRow(view, "public").waitFor();
  assert.equal(await off.count(), 0);
  await takePictures(code, "docker-started");
  await chooseFromRowMenu(row, "Stop Docker Postgres");
  await toasts.filter({ hasText: "Docker Postgres is stopped. Its data are kept in its volume." }).waitFor();
  await shows(() => treeRowText(row), /^docker stopped just now · postgres · /);
  const calls = await docker.calls();
  const down = calls.find((call) => call.startsWith("docker compose down"));
  assert.ok(down !== undefined && !down.includes("--volumes"), calls.join("\n"));
});

test("what Docker refuses is told with what to do", { skip, timeout }, async () => {
  const { code, docker } = opened;
  assert.ok(code !== undefined && docker !== undefined);
  await docker.play({
    fail: { "compose up": "Cannot connect to the Docker daemon. Is the docker daemon running?" },
  });
  await code.command("Millrace: Start Docker Postgres");
  const message = notificationToasts(code.page).filter({ hasText: "Docker is installed, and does not run." });
  await message.waitFor();
  assert.match((await message.textContent()) ?? "", /Start Docker Desktop/);
  await takePictures(code, "docker-not-running");
});

async function shows(read: () => Promise<string>, text: RegExp): Promise<void> {
  await until(`a row is ${text}`, async () => text.test(await read()));
}
