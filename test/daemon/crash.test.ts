import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import test from "node:test";
import { shutdown } from "../../protocol/rpc/handshake.ts";
import { listRuns } from "../../protocol/rpc/runs.ts";
import type { RecoveredRuns } from "../../protocol/rpc/work.ts";
import { controlWork, executeWork, runsRecovered } from "../../protocol/rpc/work.ts";
import { lastFirst, mirror, startDaemon, statesOf, type TestDaemon } from "../helpers/daemon.ts";
import { GATED_BACKFILL, gatedWorkspace } from "../helpers/gated-workspace.ts";
import { backfill, copyWorkspace, openTestSession, scalar } from "../helpers/workspace.ts";

test("a backfill goes on with the next daemon after the first was killed, and that is told once", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const killed = startDaemon(t, workspace.path);
  await (await killed.attach()).request(executeWork, { order: GATED_BACKFILL });
  await Promise.all([workspace.isAt("2018-11-01"), workspace.isAt("2018-11-02")]);
  await kill(killed);

  await workspace.open();
  const next = startDaemon(t, workspace.path);
  const client = await next.attach();
  const recovered = new Promise<RecoveredRuns>((resolve) => client.on(runsRecovered, resolve));
  const known = await mirror(client);
  const { runIds, waiting } = await recovered;
  assert.deepEqual([runIds.length, waiting], [4, []]);
  await known.until((of) => /^(success ?){4}$/.test(statesOf(of)) && of.runs.size === 4);
  assert.equal(known.changes.at(-1)?.backfills[0]?.state ?? known.view.backfills[0]?.state, "success");
  const late = await next.attach();
  late.on(runsRecovered, () => assert.fail("told twice"));
  await mirror(late);
});

test("what somebody has cancelled or paused before is not resumed", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const killed = startDaemon(t, workspace.path);
  const client = await killed.attach();
  const known = await mirror(client);
  await client.request(executeWork, { order: GATED_BACKFILL });
  await Promise.all([workspace.isAt("2018-11-01"), workspace.isAt("2018-11-02")]);
  await client.request(controlWork, { kind: "pause", backfillId: "b1" });
  const run = { kind: "run", dagId: "gated", date: "2018-12-01", params: {} } as const;
  await client.request(executeWork, { order: run });
  await known.until((of) => of.runs.size === 5);
  const single = [...known.runs.values()].find(({ backfillId }) => backfillId === null);
  assert.ok(single);
  await client.request(controlWork, { kind: "cancel", scope: { runIds: [single.runId] } });
  await kill(killed);

  const next = await startDaemon(t, workspace.path).attach();
  const after = await mirror(next);
  // The daemon that was killed has left it at work; the next order puts that right.
  await workspace.open();
  const order = { kind: "run", dagId: "gated", date: "2018-12-02", params: {} } as const;
  await next.request(executeWork, { order });
  await after.until((of) => statesOf(of).endsWith("success"));
  const { runs } = await next.request(listRuns, { limit: 9 });
  assert.deepEqual(
    runs.map(({ label, state, reason }) => [label, state, reason]),
    [
      ["2018-12-02", "success", null],
      ["2018-12-01", "cancelled", "cancelled by the user"],
      ["2018-11-04", "queued", null],
      ["2018-11-03", "queued", null],
      ["2018-11-02", "cancelled", "the runner stopped before the run's end"],
      ["2018-11-01", "cancelled", "the runner stopped before the run's end"],
    ],
  );
});

test("a single run goes on, too, and a second crash in between changes nothing", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const order = { kind: "run", dagId: "gated", date: "2018-11-01", params: {} } as const;
  const killed = startDaemon(t, workspace.path);
  await (await killed.attach()).request(executeWork, { order });
  await workspace.isAt("2018-11-01");
  await kill(killed);
  const second = startDaemon(t, workspace.path);
  await (await mirror(await second.attach())).until((of) => statesOf(of) === "running");
  await kill(second);
  await workspace.open();
  const third = await mirror(await startDaemon(t, workspace.path).attach());
  await third.until((of) => statesOf(of) === "success" || of.view.dags[0]?.lastRun?.run.state === "success");
});

test("a cancel that comes at once ends what was left, and not before it goes on", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const killed = startDaemon(t, workspace.path);
  await (await killed.attach()).request(executeWork, { order: GATED_BACKFILL });
  await Promise.all([workspace.isAt("2018-11-01"), workspace.isAt("2018-11-02")]);
  await kill(killed);

  const client = await startDaemon(t, workspace.path).attach();
  await client.request(controlWork, { kind: "cancel", scope: { backfillId: "b1" } });
  const known = await mirror(client);
  await known.until((of) => (of.changes.at(-1)?.dags[0] ?? of.view.dags[0])?.counts.cancelled === 4);
  const { runs } = await client.request(listRuns, { limit: 9 });
  assert.deepEqual(new Set(runs.map(({ reason }) => reason)), new Set(["cancelled by the user"]));
});

test("runs on a production target wait for somebody, and are told of once", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const config = { targets: { prod: { connections: {}, production: true } }, target: "prod" };
  await writeFile(path.join(workspace.path, "millrace.json"), JSON.stringify(config));
  const killed = startDaemon(t, workspace.path);
  const order = { kind: "run", dagId: "gated", date: "2018-11-01", params: {} } as const;
  const started = await (await killed.attach()).request(executeWork, { order, consent: "prod" });
  await workspace.isAt("2018-11-01");
  await kill(killed);

  const client = await startDaemon(t, workspace.path).attach();
  const recovered = new Promise<RecoveredRuns>((resolve) => client.on(runsRecovered, resolve));
  await mirror(client);
  const waiting = started.kind === "started" ? started.runIds : [];
  assert.deepEqual(await recovered, { runIds: [], waiting });
});

test("after a crash in mid-backfill the tables are as if nothing had happened", async (context) => {
  const t = lastFirst(context);
  const quiet = await copyWorkspace(t, "test/fixtures/daemon/counting");
  const undisturbed = openTestSession(t, quiet);
  await backfill(undisturbed, "counting", { from: "2024-01-01", to: "2024-01-12" });
  const rows = "SELECT string_agg(day || ':' || n, ' ' ORDER BY day, n) FROM counted";
  const expected = await scalar(undisturbed, rows);

  const workspace = await copyWorkspace(t, "test/fixtures/daemon/counting");
  const order = { ...GATED_BACKFILL, dagId: "counting", from: "2024-01-01", to: "2024-01-12" };
  const killed = startDaemon(t, workspace);
  const client = await killed.attach();
  const known = await mirror(client);
  await client.request(executeWork, { order });
  await known.until((of) => statesOf(of).includes("success success"));
  await kill(killed);
  const next = await startDaemon(t, workspace).attach();
  const after = await mirror(next);
  await after.until((of) => (of.changes.at(-1)?.dags[0] ?? of.view.dags[0])?.counts.success === 12);
  await next.request(shutdown, { force: false });
  await next.ended;
  assert.equal(await scalar(openTestSession(t, workspace), rows), expected);
});

async function kill({ child, ended }: TestDaemon): Promise<void> {
  child.kill("SIGKILL");
  await ended;
}
