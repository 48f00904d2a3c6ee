import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import test from "node:test";
import { rpcRequest } from "../../protocol/rpc/message.ts";
import { attach } from "../../runner/daemon/client.ts";
import { readDaemonFile } from "../../runner/daemon/daemon-file.ts";
import { openDaemonLog } from "../../runner/daemon/daemon-log.ts";
import { handle } from "../../runner/daemon/handler.ts";
import { runDaemon } from "../../runner/daemon/run-daemon.ts";
import { createRedactor } from "../../runner/secrets/redactor.ts";
import { until } from "../helpers/gated-workspace.ts";
import { copyWorkspace, openTestSession } from "../helpers/workspace.ts";

test("a request that cannot be stopped does not keep the daemon from its end", async (t) => {
  const workspace = await copyWorkspace(t, "samples/empty");
  const told = new AbortController();
  const asked = Promise.withResolvers<void>();
  const stuck = rpcRequest<Record<string, never>, null>("stuck");
  const log: string[] = [];
  const served = runDaemon({
    workspace,
    version: "1.0.0",
    idle: 120_000,
    closeWithin: 10,
    now: Date.now,
    newId: () => crypto.randomUUID(),
    openSession: () => openTestSession(t, workspace),
    groups: [
      () => ({
        handlers: [
          handle(stuck, () => {
            asked.resolve();
            return new Promise<null>(() => {});
          }),
        ],
      }),
    ],
    log: (message) => log.push(message),
    redactor: createRedactor(),
    editors: { join: () => {} },
    signal: told.signal,
  });
  await until(() => readDaemonFile(workspace) !== undefined);
  const file = readDaemonFile(workspace);
  const client = file && (await attach(file, "1.0.0"));
  assert.ok(client);
  t.after(() => client.close());
  client.request(stuck, {}).catch(() => {});
  await asked.promise;
  told.abort();
  assert.equal(await served, "served");
  assert.ok(log.includes("not all could be closed in time"), log.join("\n"));
});

test("the log of a daemon that lives long begins anew when it is large", async (t) => {
  const folder = path.join(await copyWorkspace(t, "samples/empty"), "log");
  await mkdir(folder);
  const log = openDaemonLog(folder, Date.now);
  const line = "x".repeat(10_000);
  for (let n = 0; n < 450; n++) log(line);
  for (const name of ["daemon.log", "daemon.old.log"])
    assert.ok(readFileSync(path.join(folder, name)).length < 2_500_000, name);
});
