import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { type TestContext, test } from "node:test";
import type * as vscode from "vscode";
import { isAlive, readDaemonFile } from "../../../extension/connection/daemon-file.ts";
import { startDaemon } from "../../../extension/connection/start-daemon.ts";
import { followWork } from "../../../extension/follow-work.ts";
import { createWorkspaceModel, type OwnedModel } from "../../../extension/model/workspace-model.ts";
import type { RunnerNotice, Workspaces } from "../../../extension/workspaces.ts";
import manifest from "../../../package.json" with { type: "json" };
import { shutdown } from "../../../protocol/rpc/handshake.ts";
import { executeWork } from "../../../protocol/rpc/work.ts";
import { packageRoot } from "../../../runner/package-root.ts";
import { lastFirst } from "../../helpers/daemon.ts";
import { copyWorkspace } from "../../helpers/workspace.ts";

const PIPELINE = "test/fixtures/vscode/pipeline";
const GATED_BACKFILL = {
  kind: "backfill",
  dagId: "gated",
  from: "2026-01-01",
  to: "2026-01-03",
  policy: "missing",
  order: "asc",
  stopOnFailure: false,
  params: {},
} as const;

/** A window on the workspace, as the editor has one. */
function openModel(
  t: Pick<TestContext, "after">,
  workspace: string,
  rest: { isTrusted?: boolean; chosen?: { name?: string } } = {},
): OwnedModel {
  const uri = { scheme: "file", fsPath: workspace, toString: () => `file://${workspace}` };
  const { chosen = {} } = rest;
  const model = createWorkspaceModel({
    folder: { uri: uri as unknown as vscode.Uri, name: "pipeline", index: 0 },
    link: {
      version: manifest.version,
      start: () => startDaemon(path.join(packageRoot(), "runner", "daemon", "main.ts"), workspace),
      startTimeoutMs: 120_000,
      leaveTimeoutMs: 3000,
      now: Date.now,
      delayMs: () => 0,
    },
    isTrusted: () => rest.isTrusted ?? true,
    findsDagFiles: async () => true,
    uriOf: () => assert.fail("Nobody asked for it."),
    chosenTarget: { last: () => chosen.name, keep: (name) => void Object.assign(chosen, { name }) },
    log: () => undefined,
  });
  t.after(() => model.dispose());
  return model;
}

/** Resolves as soon as it is so; looks whenever the model changes. */
function when(model: OwnedModel, isSo: () => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => {
    if (isSo()) resolve();
  };
  const listening = model.onDidChange(look);
  look();
  return promise.finally(() => listening.dispose());
}

/** Ends the daemon, and waits until its process has gone. */
async function endDaemon(workspace: string, model: OwnedModel): Promise<void> {
  const client = await model.client();
  const pid = (await readDaemonFile(workspace))?.pid ?? client.pid;
  const closed = new Promise<void>((resolve) => client.onDidClose(resolve));
  await client.request(shutdown, { force: true });
  await closed;
  model.dispose();
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

function onlyWindow(model: OwnedModel): Workspaces {
  const never = () => ({ dispose: () => undefined });
  return {
    all: [model],
    ready: [model],
    runnable: [model],
    of: () => model,
    byFolder: () => model,
    onDidChange: never,
    onDidNotice: never,
  };
}

test("a window starts the runner, another attaches to it, and both see what happens", async (context) => {
  const t = lastFirst(context);
  const workspace = await copyWorkspace(t, PIPELINE);
  const first = openModel(t, workspace);
  t.after(() => endDaemon(workspace, first));
  await first.begin();
  await when(first, () => first.state.kind === "ready");
  assert.deepEqual(first.view?.dags.map(({ spec }) => spec.id).sort(), ["gated", "orders"]);
  const second = openModel(t, workspace);
  await second.begin();
  assert.equal((await second.client()).pid, (await first.client()).pid);
  await when(second, () => second.state.kind === "ready");

  const order = { kind: "run", dagId: "orders", date: "2026-01-02", params: {} } as const;
  const started = await (await first.client()).request(executeWork, { order });
  assert.ok(started.kind === "started");
  const end = await followWork(onlyWindow(first), first, { dagId: "orders", ...started }, () => undefined);
  assert.equal(end, "failed", "one of its checks fails");
  await when(second, () => second.dag("orders")?.lastRun?.run.state === "failed");
  assert.deepEqual(
    second.dag("orders")?.lastRun?.tasks.map(({ taskId, state }) => `${taskId} ${state}`),
    ["create success", "load failed"],
  );
  assert.deepEqual(second.view?.checks.map(({ outcome }) => outcome).sort(), ["fail", "pass", "warn"]);

  await writeFile(
    path.join(workspace, "more.dag.ts"),
    'import { dag, runSql } from "millrace";\n' +
      'dag({ id: "more", startDate: "2026-01-01" }, () => { runSql("one", { sql: "SELECT 1" }); });\n',
  );
  await first.reload();
  await when(second, () => second.dag("more") !== undefined);
});

test("a runner that is killed in mid-backfill is started again, and the backfill comes to its end", async (context) => {
  const t = lastFirst(context);
  const workspace = await copyWorkspace(t, PIPELINE);
  const model = openModel(t, workspace);
  t.after(() => endDaemon(workspace, model));
  const notices: RunnerNotice[] = [];
  const recovered = Promise.withResolvers<void>();
  model.onDidNotice((notice) => {
    notices.push(notice);
    if (notice.kind === "runs-recovered") recovered.resolve();
  });
  await model.begin();
  const client = await model.client();
  await when(model, () => model.state.kind === "ready");
  const started = await client.request(executeWork, { order: GATED_BACKFILL });
  assert.ok(started.kind === "started");
  const ended = followWork(onlyWindow(model), model, { dagId: "gated", ...started }, () => undefined);
  await when(model, () => model.view?.openRuns.filter(({ state }) => state === "running").length === 2);

  process.kill(client.pid, "SIGKILL");
  await when(model, () => model.state.kind === "starting");
  assert.equal(model.view?.openRuns.length, 3, "what was known stays until there is something new");
  await when(model, () => model.state.kind === "ready");
  await recovered.promise;
  assert.notEqual((await model.client()).pid, client.pid);
  await writeFile(path.join(workspace, "open"), "");
  assert.equal(await ended, "success");
  assert.deepEqual(notices.map(({ kind }) => kind).sort(), ["ended-unexpectedly", "runs-recovered"]);
  assert.deepEqual(model.view?.openRuns, []);
});

test("a folder that is not trusted starts nothing", async (context) => {
  const t = lastFirst(context);
  const workspace = await copyWorkspace(t, PIPELINE);
  const model = openModel(t, workspace, { isTrusted: false });
  await model.begin();
  assert.equal(model.state.kind, "untrusted");
  await assert.rejects(model.client(), /is not trusted/);
  await assert.rejects(model.watchRun("r"), /is not trusted/);
  await model.restart();
  await model.reload();
  assert.equal(await readDaemonFile(workspace), undefined);
});

test("the target that was chosen is that of the next window, though the runner has ended meanwhile", async (context) => {
  const t = lastFirst(context);
  const workspace = await copyWorkspace(t, PIPELINE);
  const settings = {
    connections: { warehouse: { type: "embedded" } },
    targets: { dev: {}, other: {} },
    target: "dev",
  };
  await writeFile(path.join(workspace, "millrace.json"), JSON.stringify(settings));
  const chosen = {};
  const first = openModel(t, workspace, { chosen });
  await first.begin();
  await when(first, () => first.view !== undefined);
  assert.equal(first.view?.target?.name, "dev");
  await first.selectTarget("other");
  await endDaemon(workspace, first);
  const next = openModel(t, workspace, { chosen });
  t.after(() => endDaemon(workspace, next));
  const seen = new Set<string | undefined>();
  next.onDidChange(() => seen.add(next.view?.target?.name));
  await next.begin();
  await when(next, () => next.view !== undefined);
  seen.add(next.view?.target?.name);
  seen.delete(undefined);
  assert.deepEqual([...seen], ["other"]);
});
