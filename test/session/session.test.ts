import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { copyWorkspace, openTestSession } from "../helpers/workspace.ts";

const DAG = `
import { dag, runSql } from "millrace";
dag({ id: "d", schedule: "@daily", startDate: "2018-11-01", params: { limit: 5 } }, () => {
  runSql("a", { sql: "SELECT {{ params.limit }}" });
});
`;

test("a Ctrl-C while everything was being prepared: nothing runs, and the history says cancelled", async (t) => {
  const workspace = await copyWorkspace(t, "samples/empty");
  await writeFile(path.join(workspace, "d.dag.ts"), DAG);
  const session = openTestSession(t, workspace);
  const { runs } = await session.execute(
    { kind: "run", dagId: "d", date: "2018-11-01", params: { limit: 5 } },
    { onEvents: () => {}, signal: AbortSignal.abort() },
  );
  assert.deepEqual(
    runs.map(({ state, startedAt }) => [state, startedAt !== null]),
    [["cancelled", false]],
  );
  assert.deepEqual(session.history().tries(runs[0]?.runId ?? "", "a"), []);
  assert.equal(session.owner(), undefined, "the workspace is free again");
});

test("a warehouse that did not start is started when it is asked for again", async (t) => {
  const workspace = await copyWorkspace(t, "samples/empty");
  const folder = path.join(workspace, ".millrace", "postgres");
  await mkdir(path.dirname(folder), { recursive: true });
  await writeFile(folder, "in the way");
  const session = openTestSession(t, workspace);
  const connections = await session.connections();
  await assert.rejects(connections.warehouse("warehouse"));
  await rm(folder);
  const warehouse = await connections.warehouse("warehouse");
  assert.deepEqual((await warehouse.query("SELECT 1")).rows, [[1]]);
});

test("a session can be closed twice", async (t) => {
  const session = openTestSession(t, await copyWorkspace(t, "samples/empty"));
  session.history();
  await session.close();
  await session.close();
});
