import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { hello } from "../../protocol/rpc/handshake.ts";
import { workspaceChanged, workspaceView } from "../../protocol/rpc/workspace.ts";
import { readDaemonFile } from "../../runner/daemon/daemon-file.ts";
import { lastFirst, startDaemon, VERSION } from "../helpers/daemon.ts";
import { copyWorkspace } from "../helpers/workspace.ts";

/** More than the buffers of a socket hold, so that a view of them waits for its reader. */
const DAGS = 400;

test("a client that does not read keeps no other from its view", async (context) => {
  const t = lastFirst(context);
  const workspace = await copyWorkspace(t, "samples/empty");
  await writeFile(path.join(workspace, "many.dag.ts"), dagFile("first"));
  const daemon = startDaemon(t, workspace);
  const reads = await daemon.attach();
  const { dags } = await reads.request(workspaceView, {});
  assert.ok(JSON.stringify(dags).length > 1_000_000);
  await lookAndReadNoMore(t, workspace);
  const told = new Promise<void>((resolve) => reads.on(workspaceChanged, () => resolve()));
  await writeFile(path.join(workspace, "many.dag.ts"), dagFile("second"));
  const other = await daemon.attach();
  const view = await other.request(workspaceView, {});
  assert.ok(JSON.stringify(view.dags).includes("second"));
  await told;
});

/** Asks for a view, and takes nothing of what comes. */
async function lookAndReadNoMore(t: TestContext, workspace: string): Promise<void> {
  const file = readDaemonFile(workspace);
  assert.ok(file);
  const socket = connect(file.socket);
  t.after(() => socket.destroy());
  await new Promise((resolve) => socket.once("connect", resolve));
  const greeted = new Promise((resolve) => socket.once("data", resolve));
  socket.write(request(1, hello.method, { token: file.token, version: VERSION }));
  await greeted;
  // The view has begun to come: from now on the daemon looks at this client as one that is told of changes.
  const begun = new Promise((resolve) => socket.once("data", resolve));
  socket.write(request(2, workspaceView.method, {}));
  await begun;
  socket.pause();
}

function request(id: number, method: string, params: unknown): string {
  const body = JSON.stringify({ jsonrpc: "2.0", id, method, params });
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function dagFile(word: string): string {
  return `import { dag, runSql } from "millrace";
for (let n = 0; n < ${DAGS}; n++)
  dag({ id: \`many_\${n}\`, schedule: "@daily", startDate: "2018-11-01" }, () => {
    runSql("say", { sql: "SELECT '${word} ${"x".repeat(3000)}'" });
  });
`;
}
