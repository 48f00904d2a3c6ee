import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { createMessageConnection, SocketMessageReader, SocketMessageWriter } from "vscode-jsonrpc/node";
import { hello, shutdown } from "../../protocol/rpc/handshake.ts";
import { runDetail } from "../../protocol/rpc/runs.ts";
import { executeWork } from "../../protocol/rpc/work.ts";
import { workspaceView } from "../../protocol/rpc/workspace.ts";
import { attach, attachOrStart } from "../../runner/daemon/client.ts";
import { readDaemonFile } from "../../runner/daemon/daemon-file.ts";
import { lastFirst, startDaemon, VERSION } from "../helpers/daemon.ts";
import { gatedWorkspace, until } from "../helpers/gated-workspace.ts";
import { copyWorkspace } from "../helpers/workspace.ts";

test("a client that knows the token is greeted, and its file is for its owner only", async (context) => {
  const t = lastFirst(context);
  const workspace = await copyWorkspace(t, "samples/empty");
  const daemon = startDaemon(t, workspace);
  const client = await daemon.attach();
  assert.deepEqual(client.server, { pid: daemon.child.pid, version: VERSION, workspace });
  if (process.platform !== "win32") {
    const { socket = "" } = readDaemonFile(workspace) ?? {};
    assert.equal(statSync(path.join(workspace, ".millrace", "daemon.json")).mode & 0o777, 0o600);
    assert.equal(statSync(path.dirname(socket)).mode & 0o777, 0o700);
    assert.ok(Buffer.byteLength(socket) <= 100, socket);
  }
});

test("whoever says anything else first is disconnected", async (context) => {
  const t = lastFirst(context);
  const workspace = await copyWorkspace(t, "samples/empty");
  const daemon = startDaemon(t, workspace);
  await daemon.attach();
  const { token = "" } = readDaemonFile(workspace) ?? {};
  const wrong = `${token.slice(0, -1)}${token.endsWith("0") ? "1" : "0"}`;
  const first = [
    [hello.method, { token: wrong, version: VERSION }],
    [hello.method, { version: VERSION }],
    [workspaceView.method, {}],
    [shutdown.method, { force: true, token }],
  ] as const;
  for (const [method, params] of first) await isDisconnected(t, workspace, method, params);
  assert.equal(daemon.child.exitCode, null);
});

test("a refused request and an unknown one are answered, and the daemon lives", async (context) => {
  const t = lastFirst(context);
  const daemon = startDaemon(t, await copyWorkspace(t, "samples/empty"));
  const client = await daemon.attach();
  await assert.rejects(client.request(runDetail, { runId: "none" }), { code: "unknown-run" });
  await assert.rejects(client.request({ method: "no/such" }, {}), { code: "unknown-method" });
  // A client of a wrong version could send this.
  await assert.rejects(client.request({ method: runDetail.method }, { runId: { a: 1 } }));
  assert.equal((await client.request(workspaceView, {})).dags.length, 1);
});

test("one of another version is refused, and the daemon ends when nothing runs", async (context) => {
  const t = lastFirst(context);
  const workspace = await copyWorkspace(t, "samples/empty");
  const daemon = startDaemon(t, workspace);
  await daemon.attach();
  const file = readDaemonFile(workspace);
  assert.ok(file);
  await assert.rejects(attach(file, "0.0.1"), { code: "other-version" });
  assert.equal(await daemon.ended, 0);
});

test("without a client and without runs it ends, and leaves nothing that leads to it", async (context) => {
  const t = lastFirst(context);
  const workspace = await copyWorkspace(t, "samples/empty");
  // Its file must be read before it ends.
  const daemon = startDaemon(t, workspace, 2000);
  await until(() => /serves/.test(daemon.log()));
  const socket = readDaemonFile(workspace)?.socket ?? "";
  assert.equal(await daemon.ended, 0);
  assert.equal(readDaemonFile(workspace), undefined);
  assert.equal(existsSync(path.dirname(socket)), false);
});

test("of five that start at once one serves, and the others leave", async (context) => {
  const t = lastFirst(context);
  const workspace = await copyWorkspace(t, "samples/empty");
  const daemons = Array.from({ length: 5 }, () => startDaemon(t, workspace));
  const ends = daemons.map(({ ended }, index) => ended.then((code) => ({ index, code })));
  const left = new Set<number>();
  while (left.size < 4) {
    const { index, code } = await Promise.race(ends.filter((_, index) => !left.has(index)));
    assert.equal(code, 0);
    left.add(index);
  }
  const serving = daemons.find((_, index) => !left.has(index));
  assert.ok(serving);
  await serving.attach();
  assert.equal(serving.log().match(/serves/g)?.length, 1, serving.log());
});

test("one who needs a daemon starts it, and the next one gets to the same", async (context) => {
  const t = lastFirst(context);
  const workspace = await copyWorkspace(t, "samples/empty");
  const first = await attachOrStart({ workspace, version: VERSION });
  t.after(() => until(() => !isAlive(first.server.pid)));
  t.after(() => first.request(shutdown, { force: false }));
  const second = await attachOrStart({ workspace, version: VERSION });
  t.after(() => second.close());
  assert.equal(second.server.pid, first.server.pid);
});

test("a daemon whose folder is removed ends", async (context) => {
  const t = lastFirst(context);
  const workspace = await copyWorkspace(t, "samples/empty");
  const daemon = startDaemon(t, workspace);
  await daemon.attach();
  // It may write into it meanwhile.
  await rm(workspace, { recursive: true, maxRetries: 5 });
  assert.equal(await daemon.ended, 0);
});

test("the second of two leaves at once", async (context) => {
  const t = lastFirst(context);
  const workspace = await copyWorkspace(t, "samples/empty");
  const first = startDaemon(t, workspace);
  await first.attach();
  assert.equal(await startDaemon(t, workspace).ended, 0);
  assert.equal(readDaemonFile(workspace)?.pid, first.child.pid);
});

test("a folder that is not there is not made", async (context) => {
  const t = lastFirst(context);
  const folder = path.join(await copyWorkspace(t, "samples/empty"), "gone");
  assert.equal(await startDaemon(t, folder).ended, 66);
  assert.equal(existsSync(folder), false);
});

test("what a killed one left is in nobody's way", async (context) => {
  const t = lastFirst(context);
  const workspace = await copyWorkspace(t, "samples/empty");
  const killed = startDaemon(t, workspace);
  const client = await killed.attach();
  const left = readDaemonFile(workspace)?.socket ?? "";
  killed.child.kill("SIGKILL");
  await client.ended;
  await assert.rejects(client.request(workspaceView, {}), { code: "runner-gone" });
  await killed.ended;
  await startDaemon(t, workspace).attach();
  assert.equal(existsSync(path.dirname(left)), false);
});

test("it ends when it is asked to, and at work only by force: then its runs are cancelled", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const daemon = startDaemon(t, workspace.path);
  const client = await daemon.attach();
  const order = { kind: "run", dagId: "gated", date: "2018-11-01", params: {} } as const;
  const started = await client.request(executeWork, { order });
  assert.equal(started.kind, "started");
  await workspace.isAt("2018-11-01");
  await assert.rejects(client.request(shutdown, { force: false }), { code: "runs-at-work" });
  await client.request(shutdown, { force: true });
  await client.ended;
  assert.equal(await daemon.ended, 0);
  const next = await startDaemon(t, workspace.path).attach();
  const view = await next.request(workspaceView, {});
  assert.equal(view.dags[0]?.lastRun?.run.state, "cancelled");
  assert.equal(view.dags[0]?.lastRun?.run.reason, "cancelled by the user");
});

test("SIGTERM cancels what runs", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const daemon = startDaemon(t, workspace.path);
  const client = await daemon.attach();
  await client.request(executeWork, {
    order: { kind: "run", dagId: "gated", date: "2018-11-01", params: {} },
  });
  await workspace.isAt("2018-11-01");
  daemon.child.kill("SIGTERM");
  assert.equal(await daemon.ended, 0);
  const view = await (await startDaemon(t, workspace.path).attach()).request(workspaceView, {});
  assert.equal(view.dags[0]?.lastRun?.run.state, "cancelled");
  assert.deepEqual(view.openRuns, []);
});

/** Resolves when the connection was ended by the daemon, after this was said. */
async function isDisconnected(t: TestContext, workspace: string, method: string, params: object) {
  const socket = connect(readDaemonFile(workspace)?.socket ?? "");
  t.after(() => socket.destroy());
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  const rpc = createMessageConnection(new SocketMessageReader(socket), new SocketMessageWriter(socket));
  rpc.onError(() => {});
  rpc.listen();
  rpc.sendRequest(method, params).catch(() => {});
  await closed;
  rpc.dispose();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
