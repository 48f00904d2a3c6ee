import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { listRuns } from "../../protocol/rpc/runs.ts";
import { executeWork, planWork } from "../../protocol/rpc/work.ts";
import { reloadWorkspace, selectTarget, workspaceView } from "../../protocol/rpc/workspace.ts";
import { lastFirst, mirror, startDaemon, statesOf } from "../helpers/daemon.ts";
import { type GatedWorkspace, gatedWorkspace } from "../helpers/gated-workspace.ts";
import { openTestSession } from "../helpers/workspace.ts";

const RUN = { kind: "run", dagId: "gated", date: "2018-11-01", params: {} } as const;
const TARGETS = {
  dev: { connections: {} },
  prod: { connections: {}, production: true },
  look: { connections: {}, readOnly: true },
};

test("each target has its own history, and runs of the one before come to their ends", async (context) => {
  const t = lastFirst(context);
  const workspace = await withTargets(t);
  const daemon = startDaemon(t, workspace.path);
  const client = await daemon.attach();
  const view = await client.request(workspaceView, {});
  assert.equal(view.target?.name, "dev");
  assert.deepEqual(
    view.targets.map(({ name, production, readOnly }) => [name, production, readOnly]),
    [
      ["dev", false, false],
      ["prod", true, false],
      ["look", false, true],
    ],
  );
  const other = await mirror(await daemon.attach());
  await client.request(executeWork, { order: RUN });
  await workspace.isAt("2018-11-01");
  const prod = await client.request(selectTarget, { name: "prod" });
  assert.deepEqual([prod.target?.name, prod.openRuns], ["prod", []]);
  assert.deepEqual((await client.request(listRuns, { limit: 9 })).runs, []);
  await workspace.open();
  // The choice is the client's own.
  await other.until((of) => statesOf(of) === "success");
  assert.equal((await client.request(workspaceView, {})).target?.name, "prod");
  assert.equal((await client.request(selectTarget, { name: null })).target?.name, "dev");
  assert.equal((await client.request(listRuns, { limit: 9 })).runs[0]?.state, "success");
  await assert.rejects(client.request(selectTarget, { name: "none" }), { code: "unknown-target" });
});

test("who comes later begins with the target that was chosen last", async (context) => {
  const t = lastFirst(context);
  const workspace = await withTargets(t);
  const daemon = startDaemon(t, workspace.path);
  await (await daemon.attach()).request(selectTarget, { name: "look" });
  assert.equal((await (await daemon.attach()).request(workspaceView, {})).target?.name, "look");
});

test("on a production target each order needs the target's name, and a read-only one takes none", async (context) => {
  const t = lastFirst(context);
  const workspace = await withTargets(t);
  await workspace.open();
  const client = await startDaemon(t, workspace.path).attach();
  await client.request(selectTarget, { name: "prod" });
  const known = await mirror(client);
  await client.request(planWork, { order: RUN, withSources: true });
  await assert.rejects(client.request(executeWork, { order: RUN }), { code: "production-target" });
  await assert.rejects(client.request(executeWork, { order: RUN, consent: "dev" }), {
    code: "production-target",
  });
  await client.request(executeWork, { order: RUN, consent: "prod" });
  // Also while what was agreed to goes on.
  const next = { ...RUN, date: "2018-11-02" };
  await assert.rejects(client.request(executeWork, { order: next }), { code: "production-target" });
  await known.until((of) => statesOf(of) === "success");
  await client.request(selectTarget, { name: "look" });
  await assert.rejects(client.request(executeWork, { order: RUN, consent: "look" }), {
    code: "read-only-target",
  });
});

test("a consent is for one statement: the session's other connections still write nothing", async (context) => {
  const t = lastFirst(context);
  const workspace = await withTargets(t, "prod");
  const session = openTestSession(t, workspace.path);
  const write = "CREATE TABLE written AS SELECT 1 AS n";
  const agreed = await (await session.connections("prod")).warehouse("warehouse");
  const guarded = await (await session.connections()).warehouse("warehouse");
  await assert.rejects(guarded.query(write));
  await agreed.query(write);
  await assert.rejects(guarded.query("DELETE FROM written"));
  await assert.rejects(session.connections("dev"), { code: "production-target" });
  await assert.rejects(
    session.serve("test", { takesOrders: false, onEvents: () => {} }, async () => {}),
    { code: "production-target" },
  );
  // What goes on with consent gives none to others.
  const options = { takesOrders: false, onEvents: () => {}, consent: "prod" };
  await session.serve("test", options, async () => {
    assert.equal(session.writes.needsConsent, true);
    await assert.rejects(guarded.query("DELETE FROM written"));
  });
});

test("edited files are read again, and every client that looks on is told", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const daemon = startDaemon(t, workspace.path);
  const client = await daemon.attach();
  const other = await mirror(await daemon.attach());
  await mirror(client);
  const file = path.join(workspace.path, "second.dag.ts");
  const dag = (id: string): string =>
    `import { dag, runTask } from "millrace";\ndag({ id: "${id}", schedule: null, startDate: "2020-01-01" }, () => { runTask("only", { run: () => {} }); });\n`;
  await writeFile(file, dag("second"));
  await client.request(reloadWorkspace, {});
  await other.until(({ view }) => view.dags.some(({ spec }) => spec.id === "second"));
  await writeFile(file, dag("second").replace("runTask(", "runTask(1, "));
  await client.request(reloadWorkspace, {});
  await other.until(({ view }) => view.problems.some(({ position }) => position?.file === "second.dag.ts"));
  // Without being told, too: before anything is shown or done.
  await writeFile(file, dag("third"));
  const order = { kind: "run", dagId: "third", params: {} } as const;
  const { plan } = await client.request(planWork, { order, withSources: false });
  assert.equal(plan.dag.id, "third");
  await other.until(({ view }) => view.dags.some(({ spec }) => spec.id === "third"));
  await rm(file);
  const view = await client.request(workspaceView, {});
  assert.deepEqual(
    view.dags.map(({ spec }) => spec.id),
    ["gated", "hello"],
  );
  assert.deepEqual(view.problems, []);
});

test("new settings count from now on, while runs of the old ones go on", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const client = await startDaemon(t, workspace.path).attach();
  const known = await mirror(client);
  await client.request(executeWork, { order: RUN });
  await workspace.isAt("2018-11-01");
  const settings = path.join(workspace.path, "millrace.json");
  await writeFile(settings, '{ "connections": {');
  await client.request(reloadWorkspace, {});
  await known.until(({ view }) => view.problems.some(({ position }) => position?.file === "millrace.json"));
  await writeFile(settings, JSON.stringify({ connections: { warehouse: { type: "embedded" } } }));
  await client.request(reloadWorkspace, {});
  await known.until(({ view }) => view.problems.length === 0 && view.openRuns.length === 1);
  await client.request(executeWork, { order: { ...RUN, date: "2018-11-02" } });
  await workspace.open();
  await known.until((of) => statesOf(of) === "success success");
});

async function withTargets(t: TestContext, target = "dev"): Promise<GatedWorkspace> {
  const workspace = await gatedWorkspace(t);
  const connections = { warehouse: { type: "embedded" }, lake: { type: "files", path: "data" } };
  const settings = { connections, targets: TARGETS, target };
  await writeFile(path.join(workspace.path, "millrace.json"), JSON.stringify(settings));
  return workspace;
}
