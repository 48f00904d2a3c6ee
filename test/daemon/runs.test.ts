import assert from "node:assert/strict";
import test from "node:test";
import { listBackfills, listRuns, taskDetail, taskLog } from "../../protocol/rpc/runs.ts";
import { controlWork, executeWork, pauseSchedule, planWork } from "../../protocol/rpc/work.ts";
import { workspaceView } from "../../protocol/rpc/workspace.ts";
import { cli, startCli } from "../helpers/cli.ts";
import { lastFirst, mirror, startDaemon, statesOf } from "../helpers/daemon.ts";
import { GATED_BACKFILL, gatedWorkspace, otherRunner, until } from "../helpers/gated-workspace.ts";

test("a backfill is planned, agreed to and driven, and every client is told of it", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const daemon = startDaemon(t, workspace.path);
  const client = await daemon.attach();
  const first = await mirror(client);
  const second = await mirror(await daemon.attach());

  const { plan, labels } = await client.request(planWork, { order: GATED_BACKFILL, withSources: true });
  assert.deepEqual(labels, ["2018-11-01", "2018-11-02", "2018-11-03", "2018-11-04"]);
  const started = await client.request(executeWork, { order: GATED_BACKFILL, agreed: plan });
  assert.deepEqual([started.kind, started.kind === "started" && started.backfillId], ["started", "b1"]);
  await Promise.all([workspace.isAt("2018-11-01"), workspace.isAt("2018-11-02")]);
  for (const known of [first, second])
    await known.until((of) => statesOf(of) === "running running queued queued");
  await workspace.open();
  for (const known of [first, second])
    await known.until((of) => statesOf(of) === "success success success success");

  const last = first.changes.at(-1);
  assert.ok(last);
  assert.deepEqual(last.dags[0]?.counts, { queued: 0, running: 0, success: 4, failed: 0, cancelled: 0 });
  assert.equal(last.backfills[0]?.state, "success");
  const view = await client.request(workspaceView, {});
  assert.equal(view.seq, last.seq);
  assert.deepEqual(view.openRuns, []);
  assert.deepEqual(view.dags[0]?.lastRun?.run.taskCounts, { success: 2 });
});

test("what the clients are told is what the history has, and in the order of its events", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  await workspace.breakDay("2018-11-02");
  await workspace.open();
  const client = await startDaemon(t, workspace.path).attach();
  const known = await mirror(client);
  await client.request(executeWork, { order: GATED_BACKFILL });
  await known.until((of) => statesOf(of) === "success failed success success");
  const seqs = known.changes.map(({ seq }) => seq);
  assert.deepEqual(
    seqs,
    seqs.toSorted((a, b) => a - b),
  );
  const { runs, hasMore } = await client.request(listRuns, { dagId: "gated", limit: 10 });
  assert.equal(hasMore, false);
  assert.deepEqual(new Map(runs.map((run) => [run.runId, run])), known.runs);
  const tasks = new Map(
    known.changes.flatMap((change) => change.tasks).map((of) => [`${of.runId} ${of.task.taskId}`, of.task]),
  );
  const failed = runs.find(({ state }) => state === "failed");
  assert.ok(failed);
  assert.equal(tasks.get(`${failed.runId} wait`)?.error?.message, "broken");
  assert.equal(tasks.get(`${failed.runId} after`)?.state, "upstream_failed");
});

test("runs page, and a run's task has its log, its tries and its parameters", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  await workspace.open();
  const client = await startDaemon(t, workspace.path).attach();
  const known = await mirror(client);
  await client.request(executeWork, { order: GATED_BACKFILL });
  await known.until((of) => statesOf(of) === "success success success success");
  const page = await client.request(listRuns, { backfillId: "b1", limit: 3 });
  assert.deepEqual(
    [page.runs.map(({ label }) => label), page.hasMore],
    [["2018-11-04", "2018-11-03", "2018-11-02"], true],
  );
  const rest = await client.request(listRuns, {
    backfillId: "b1",
    limit: 3,
    before: page.runs.at(-1)?.interval.start ?? "",
  });
  assert.deepEqual([rest.runs.map(({ label }) => label), rest.hasMore], [["2018-11-01"], false]);
  assert.equal((await client.request(listBackfills, { offset: 0, limit: 1 })).hasMore, false);

  const runId = page.runs[0]?.runId ?? "";
  const detail = await client.request(taskDetail, { dagId: "gated", taskId: "wait", runId, logLines: 1 });
  assert.equal(detail.tries.length, 1);
  assert.match(detail.logTail.join("\n"), /success/);
  const log = await client.request(taskLog, { runId, taskId: "wait" });
  assert.equal(log.file, detail.logFile);
  await assert.rejects(client.request(taskLog, { runId, taskId: "wait", tryNumber: 2 }), { code: "no-log" });
  await assert.rejects(client.request(taskLog, { runId, taskId: "none" }), { code: "unknown-task" });
});

test("a plan that is another one by now is not executed, and comes back", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  await workspace.open();
  const client = await startDaemon(t, workspace.path).attach();
  const known = await mirror(client);
  const { plan } = await client.request(planWork, { order: GATED_BACKFILL, withSources: false });
  await client.request(executeWork, {
    order: { kind: "run", dagId: "gated", date: "2018-11-02", params: {} },
  });
  await known.until((of) => statesOf(of) === "success");
  const reply = await client.request(executeWork, { order: GATED_BACKFILL, agreed: plan });
  assert.ok(reply.kind === "replanned");
  assert.deepEqual(
    reply.plan.plan.runs.map(({ action }) => action),
    ["create", "skip", "create", "create"],
  );
  assert.equal((await client.request(listRuns, { limit: 9 })).runs.length, 1);
  assert.equal(
    (await client.request(executeWork, { order: GATED_BACKFILL, agreed: reply.plan.plan })).kind,
    "started",
  );
  await known.until((of) => statesOf(of) === "success success success success");
});

test("a backfill outlives its client, is paused and resumed and cancelled by another", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const daemon = startDaemon(t, workspace.path);
  const gone = await daemon.attach();
  await gone.request(executeWork, { order: GATED_BACKFILL });
  await workspace.isAt("2018-11-02");
  gone.close();

  const client = await daemon.attach();
  const known = await mirror(client);
  assert.deepEqual(statesOf(known), "running running queued queued");
  assert.equal(known.view.backfills[0]?.state, "running");
  const paused = await client.request(controlWork, { kind: "pause", backfillId: "b1" });
  assert.deepEqual([paused.waiting.length, paused.working.length, paused.pid], [2, 2, daemon.child.pid]);
  await workspace.open("2018-11-01");
  await workspace.open("2018-11-02");
  await known.until((of) => statesOf(of) === "success success queued queued");
  await known.until(({ changes }) => changes.at(-1)?.backfills[0]?.state === "paused");
  const { runs } = await client.request(listRuns, { states: ["queued"], limit: 9 });
  assert.deepEqual(
    runs.map(({ shown }) => shown),
    ["paused", "paused"],
  );

  await client.request(executeWork, { order: { kind: "resume", backfillId: "b1" } });
  await workspace.isAt("2018-11-03");
  await client.request(controlWork, { kind: "cancel", scope: { backfillId: "b1" } });
  await known.until((of) => statesOf(of) === "success success cancelled cancelled");
  await assert.rejects(client.request(controlWork, { kind: "cancel", scope: { backfillId: "b1" } }), {
    code: "nothing-to-cancel",
  });
});

test("a paused backfill is cancelled when nothing is at work", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const client = await startDaemon(t, workspace.path).attach();
  const known = await mirror(client);
  await client.request(executeWork, { order: GATED_BACKFILL });
  await workspace.isAt("2018-11-02");
  await client.request(controlWork, { kind: "pause", backfillId: "b1" });
  await workspace.open();
  await known.until((of) => statesOf(of) === "success success queued queued");
  await client.request(controlWork, { kind: "cancel", scope: { backfillId: "b1" } });
  await known.until((of) => statesOf(of) === "success success cancelled cancelled");
});

test("commands in a terminal are carried out by the daemon that has the workspace", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const daemon = startDaemon(t, workspace.path);
  const client = await daemon.attach();
  const known = await mirror(client);
  await client.request(executeWork, { order: GATED_BACKFILL });
  await workspace.isAt("2018-11-02");

  const cwd = workspace.path;
  const status = await cli(["status", "gated", "--json"], { cwd });
  assert.equal(JSON.parse(status.stdout).runner.doing, "editor");
  const run = startCli(["run", "gated", "--date", "2018-12-01", "--yes"], { cwd });
  await until(() => known.runs.size === 5);
  const cancelled = await cli(["cancel", "b1"], { cwd });
  assert.equal(cancelled.code, 0, cancelled.stderr);
  await known.until((of) => statesOf(of).startsWith("cancelled cancelled cancelled cancelled"));
  await workspace.open();
  const { code, stdout, stderr } = await run.ended;
  assert.equal(code, 0, stdout + stderr);
  await known.until((of) => statesOf(of).endsWith(" success"));
  // Given back: a command takes it for itself.
  const own = await cli(["run", "gated", "--date", "2018-12-02", "--json"], { cwd });
  assert.equal(own.code, 0, own.stderr);
  await known.until(({ runs }) => runs.size === 6);
});

test("runs of another process are shown as they go, and it is named while it has the workspace", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const client = await startDaemon(t, workspace.path).attach();
  const known = await mirror(client);
  const other = await otherRunner(workspace);
  await known.until(({ view }) => view.otherOwner?.doing === "backfill gated");
  await known.until((of) => statesOf(of) === "running running queued queued");
  // It takes no orders.
  const order = { kind: "run", dagId: "gated", date: "2018-12-01", params: {} } as const;
  await assert.rejects(client.request(executeWork, { order }), { code: "workspace-busy" });
  // But requests.
  const reply = await client.request(controlWork, { kind: "pause", backfillId: "b1" });
  assert.equal(reply.pid, other.child.pid);
  await workspace.open();
  await other.ended;
  await known.until((of) => statesOf(of) === "success success queued queued");
  await known.until(({ view }) => view.otherOwner === null);
  assert.deepEqual(
    known.view.openRuns.map(({ shown }) => shown),
    ["paused", "paused"],
  );
});

test("what a killed command left is shown as interrupted", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const client = await startDaemon(t, workspace.path).attach();
  const known = await mirror(client);
  const other = await otherRunner(workspace);
  await known.until((of) => statesOf(of) === "running running queued queued");
  other.child.kill("SIGKILL");
  await other.ended;
  await known.until(({ view }) => view.otherOwner === null && view.openRuns.length === 4);
  assert.deepEqual(new Set(known.view.openRuns.map(({ shown }) => shown)), new Set(["interrupted"]));
  assert.equal(known.view.backfills[0]?.state, "interrupted");
  // The next order puts it right, and it is not taken for the daemon's own.
  await workspace.open();
  await client.request(executeWork, { order: { kind: "resume", backfillId: "b1" } });
  await known.until((of) => statesOf(of) === "success success success success");
});

test("a schedule is paused and goes on", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const client = await startDaemon(t, workspace.path).attach();
  const known = await mirror(client);
  assert.equal(known.view.dags[0]?.schedule, null);
  await client.request(pauseSchedule, { dagId: "gated", isPaused: true });
  await known.until(({ changes }) => changes.at(-1)?.dags[0]?.schedule?.isPaused === true);
  await client.request(pauseSchedule, { dagId: "gated", isPaused: false });
  await known.until(({ changes }) => changes.at(-1)?.dags[0]?.schedule?.isPaused === false);
});
