import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { RunEvent } from "../../protocol/event.ts";
import { createRunSchema } from "../../runner/engine/run-schema.ts";
import { prepareLedger, recordLoad } from "../../runner/loads/ledger.ts";
import type { Session } from "../../runner/session.ts";
import { day } from "../helpers/dag-specs.ts";
import { backfill, copyWorkspace, failures, openTestSession } from "../helpers/workspace.ts";

const DAGS = `
import { dag, runSql } from "millrace";
const options = { schedule: "@daily", startDate: "2018-11-01" };
dag({ ...options, id: "plain" }, () => {
  runSql("a", { sql: "SELECT 1", warehouse: "mart" });
});
`;

const LOADS = `
import { dag, runSql } from "millrace";
dag({ id: "loads", schedule: "@daily", startDate: "2018-11-01" }, () => {
  runSql("insert", { sql: "INSERT INTO public.t VALUES (1)", table: "public.t", warehouse: "mart" });
});
`;

const DAY = { from: "2018-11-01", to: "2018-11-01" };
const COUNTS = { table: "public.t", read: 1, inserted: 1, updated: 0, deleted: 0, rejected: 0, total: 1 };

/** A workspace whose only warehouse is not the default one. */
async function workspaceOf(t: TestContext): Promise<string> {
  const workspace = await copyWorkspace(t, "samples/empty");
  const config = { connections: { mart: { type: "embedded" } } };
  await writeFile(path.join(workspace, "millrace.json"), JSON.stringify(config));
  await writeFile(path.join(workspace, "plain.dag.ts"), DAGS);
  await writeFile(path.join(workspace, "loads.dag.ts"), LOADS);
  return workspace;
}

/** What a runner leaves that dies while the task is running. */
function died(dagId: string, taskId: string, tryId: string): RunEvent[] {
  const runId = `${dagId} killed`;
  const at = { at: 1, runId };
  const params = {};
  return [
    {
      type: "run.created",
      ...at,
      dagId,
      kind: "backfill",
      interval: day(0),
      params,
      taskIds: [taskId],
    },
    { type: "run.started", ...at },
    { type: "task.started", ...at, taskId, tryNumber: 1, tryId },
  ];
}

/** Commits the task's load as the try did before its runner died. */
async function commitLoad(session: Session, tryId: string): Promise<void> {
  const warehouse = await (await session.connections()).warehouse("mart");
  await warehouse.script("CREATE TABLE public.t (id int)");
  await prepareLedger(warehouse);
  await warehouse.transaction({}, async (tx) => {
    await tx.query("INSERT INTO public.t VALUES (1)");
    const names = { dagId: "loads", taskId: "insert", runId: "loads killed" };
    const identity = { ...names, tryNumber: 1, tryId };
    await recordLoad(tx, { identity, interval: day(0), mode: "runSql", counts: COUNTS });
  });
}

test("a load that was committed is not repeated because its DAG file was broken when the runner came back", async (t) => {
  const workspace = await workspaceOf(t);
  const file = path.join(workspace, "loads.dag.ts");
  const first = openTestSession(t, workspace);
  await commitLoad(first, "dead");
  first.history().append(died("loads", "insert", "dead"));
  await first.close();

  const text = await readFile(file, "utf8");
  await writeFile(file, `${text}\nthis is no TypeScript`);
  const second = openTestSession(t, workspace);
  assert.equal(failures(second, await backfill(second, "plain", DAY)), "");
  await second.close();

  await writeFile(file, text);
  const third = openTestSession(t, workspace);
  const runs = await backfill(third, "loads", DAY);
  assert.deepEqual([runs[0]?.state, failures(third, runs)], ["success", ""]);
  const mart = await (await third.connections()).warehouse("mart");
  assert.deepEqual((await mart.query("SELECT count(*) FROM public.t")).rows, [["1"]]);
  assert.equal(third.history().loads("loads killed").length, 1);
  await third.close();
});

test("the runs of a DAG that is gone are closed too", async (t) => {
  const workspace = await workspaceOf(t);
  const first = openTestSession(t, workspace);
  first.history().append(died("loads", "insert", "dead"));
  await first.close();
  await rm(path.join(workspace, "loads.dag.ts"));
  const session = openTestSession(t, workspace);
  const runs = await backfill(session, "plain", DAY);
  assert.equal(failures(session, runs), "");
  assert.equal(session.history().run("loads killed")?.state, "cancelled");
  await session.close();
});

test("a run whose task is gone does not ask servers that only targets map", async (t) => {
  const workspace = await workspaceOf(t);
  const first = openTestSession(t, workspace);
  await commitLoad(first, "dead");
  first.history().append(died("loads", "insert", "dead"));
  await first.close();
  await rm(path.join(workspace, "loads.dag.ts"));
  // Nothing listens there.
  const docker = { type: "postgres", host: "127.0.0.1", port: 9, sslmode: "disable" };
  const warehouse = { type: "embedded", database: "other" };
  const connections = { warehouse, docker, mart: { type: "embedded" } };
  const targets = { docker: { connections: { mart: "docker" } } };
  await writeFile(path.join(workspace, "millrace.json"), JSON.stringify({ connections, targets }));
  const session = openTestSession(t, workspace);
  assert.equal(failures(session, await backfill(session, "plain", DAY)), "");
  // The ledger that counts has been asked.
  assert.equal(session.history().loads("loads killed").length, 1);
  await session.close();
});

test("a run that only had to be closed takes its staging tables with it", async (t) => {
  const workspace = await workspaceOf(t);
  const first = openTestSession(t, workspace);
  const warehouse = await (await first.connections()).warehouse("mart");
  const schema = await createRunSchema(warehouse, "loads killed");
  const succeeded = { type: "task.succeeded", at: 1, runId: "loads killed", taskId: "insert" } as const;
  first.history().append([...died("loads", "insert", "dead"), { ...succeeded, loads: [], checks: [] }]);
  await first.close();
  const session = openTestSession(t, workspace);
  assert.equal((await backfill(session, "loads", DAY))[0]?.state, "success");
  const mart = await (await session.connections()).warehouse("mart");
  assert.deepEqual((await mart.query("SELECT to_regnamespace($1)::text", [schema])).rows, [[null]]);
  await session.close();
});
