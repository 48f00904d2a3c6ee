import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { askOwner } from "../../runner/driving/ask-owner.ts";
import type { Session } from "../../runner/session.ts";
import type { StartedCli } from "../helpers/cli.ts";
import type { GatedWorkspace } from "../helpers/gated-workspace.ts";
import { gatedWorkspace, otherRunner, runStates } from "../helpers/gated-workspace.ts";
import { backfill, openTestSession } from "../helpers/workspace.ts";

const OPTIONS = { onEvents: () => {}, signal: new AbortController().signal };
const ALL_OF_IT = { kind: "cancel", scope: { dagId: "gated" } } as const;
const PAUSE = { kind: "pause", backfillId: "b1" } as const;
const RESUME = { kind: "resume", backfillId: "b1" } as const;

interface Scene {
  readonly workspace: GatedWorkspace;
  /** Another process, which backfills four days as b1 and is at the first two. */
  readonly other: StartedCli;
  readonly session: Session;
}

async function scene(t: TestContext, ...options: readonly string[]): Promise<Scene> {
  const workspace = await gatedWorkspace(t);
  const other = await otherRunner(workspace, ...options);
  t.after(() => other.child.kill("SIGKILL"));
  return { workspace, other, session: openTestSession(t, workspace.path) };
}

async function killed(t: TestContext): Promise<Scene> {
  const made = await scene(t);
  made.other.child.kill("SIGKILL");
  await made.other.ended;
  return made;
}

const idOf = (day: string): string => `gated__backfill__2018-11-${day}T00:00:00+00:00`;

test("cancel from another process: what runs is stopped, what waits ends without a start", async (t) => {
  const { workspace, other, session } = await scene(t);
  assert.deepEqual(await session.control(ALL_OF_IT), {
    waiting: [idOf("04"), idOf("03")],
    working: [idOf("02"), idOf("01")],
    pid: other.child.pid,
  });
  const { stdout } = await other.ended;
  assert.match(stdout, /4 cancelled/);
  assert.equal(runStates(session), "cancelled cancelled -cancelled -cancelled");
  assert.equal(session.history().run(idOf("03"))?.reason, "cancelled by the user");
  await workspace.open();
  const runs = await backfill(session, "gated", { from: "2018-11-01", to: "2018-11-04" });
  assert.deepEqual(new Set(runs.map(({ state }) => state)), new Set(["success"]), "they can be resumed");
});

test("one run is cancelled, and the others go on", async (t) => {
  const { workspace, other, session } = await scene(t);
  await session.control({ kind: "cancel", scope: { runIds: [idOf("02")] } });
  await workspace.open();
  await other.ended;
  assert.equal(runStates(session), "success cancelled success success");
});

test("pause from another process: what runs ends, what waits is left, the process ends; resume does the rest", async (t) => {
  const { workspace, other, session } = await scene(t);
  assert.deepEqual(await session.control(PAUSE), {
    waiting: [idOf("04"), idOf("03")],
    working: [idOf("02"), idOf("01")],
    pid: other.child.pid,
  });
  await workspace.open();
  assert.match((await other.ended).stdout, /resume b1/, "it says how it goes on");
  assert.equal(runStates(session), "success success -queued -queued");
  const range = { from: "2018-11-01", to: "2018-11-04" };
  const options = { policy: "all", order: "asc", stopOnFailure: false, params: {} } as const;
  const { runs } = await session.plan({ kind: "backfill", dagId: "gated", ...range, ...options });
  assert.deepEqual(
    runs.map(({ action, reason }) => `${action}: ${reason}`).slice(2),
    Array(2).fill("skip: queued in the paused backfill b1"),
  );
  const resumed = await session.execute(RESUME, OPTIONS);
  assert.deepEqual([resumed.backfillId, resumed.isPaused], ["b1", false]);
  assert.equal(runStates(session), "success success success success");
  assert.equal(session.history().backfill("b1")?.pausedAt, null);
});

test("a backfill that is paused and still has runs at work goes on where it is", async (t) => {
  const { workspace, other, session } = await scene(t);
  await session.control(PAUSE);
  const resumed = session.execute(RESUME, OPTIONS);
  await other.shows("goes on");
  await workspace.open();
  assert.equal((await resumed).pid, other.child.pid);
  assert.equal((await other.ended).code, 0);
  assert.equal(runStates(session), "success success success success");
});

test("killed while it is paused: what was at work is interrupted, what waits still does, and resume does it all", async (t) => {
  const { workspace, other, session } = await scene(t);
  await session.control(PAUSE);
  other.child.kill("SIGKILL");
  await other.ended;
  const plan = await session.plan(RESUME);
  assert.deepEqual(
    plan.runs.map(({ state, action }) => `${state} ${action}`),
    ["interrupted resume", "interrupted resume", "paused resume", "paused resume"],
  );
  await workspace.open();
  await backfill(session, "gated", { from: "2018-11-09", to: "2018-11-09" });
  assert.equal(runStates(session), "cancelled cancelled -queued -queued success", "others leave it alone");
  await session.execute(RESUME, OPTIONS);
  assert.equal(runStates(session), "success success success success success");
});

test("cancel of what a dead runner left is done here", async (t) => {
  const { session } = await killed(t);
  const reply = await session.control(ALL_OF_IT);
  assert.deepEqual([reply.waiting.length, reply.working.length, reply.pid], [4, 0, null]);
  assert.equal(runStates(session), "cancelled cancelled -cancelled -cancelled");
  await assert.rejects(session.control(ALL_OF_IT), {
    code: "nothing-to-cancel",
    message: "There is nothing to cancel: no run of gated is open, the last one is cancelled.",
  });
});

test("pause of what a dead runner left: what waits is kept for a resume", async (t) => {
  const { session } = await killed(t);
  const reply = await session.control(PAUSE);
  assert.deepEqual(reply, { waiting: [idOf("04"), idOf("03")], working: [], pid: null });
  assert.equal(runStates(session), "cancelled cancelled -queued -queued");
  await session.control({ kind: "cancel", scope: { backfillId: "b1" } });
  assert.equal(runStates(session), "cancelled cancelled -cancelled -cancelled");
  assert.equal(session.history().backfill("b1")?.pausedAt, null);
});

test("stop on failure in real runs", async (t) => {
  const { workspace, other, session } = await scene(t, "--stop-on-failure");
  await workspace.breakDay("2018-11-01");
  await workspace.open("2018-11-01");
  await other.shows("2018-11-04 cancelled");
  await workspace.open();
  assert.equal((await other.ended).code, 1);
  assert.equal(runStates(session), "failed success -cancelled -cancelled");
  const reason = "b1 stops on failure: the run of 2018-11-01 failed";
  assert.equal(session.history().run(idOf("03"))?.reason, reason);
});

test("a runner that does not answer is named, and does not do later what it was asked for", async (t) => {
  const { workspace, other, session } = await scene(t);
  const { pid } = other.child;
  other.child.kill("SIGSTOP");
  const owner = session.owner();
  assert.ok(owner);
  const access = { store: session.history(), now: Date.now, owner: session.owner, patience: 300 };
  await assert.rejects(askOwner(owner, ALL_OF_IT, access), {
    code: "runner-silent",
    message: new RegExp(`\\(pid ${pid}, backfill gated\\) has not answered`),
    next: /Ctrl-Z/,
  });
  other.child.kill("SIGCONT");
  await workspace.open();
  assert.equal((await other.ended).code, 0);
});

test("a runner that dies with a request before it: the one who asked is told, and nobody does it later", async (t) => {
  const { workspace, other, session } = await scene(t);
  other.child.kill("SIGSTOP");
  const asked = assert.rejects(session.control(ALL_OF_IT), {
    code: "runner-gone",
    next: "Run the same command again.",
    retryable: true,
  });
  other.child.kill("SIGKILL");
  await asked;
  await workspace.open();
  const runs = await backfill(session, "gated", { from: "2018-11-01", to: "2018-11-04" });
  assert.deepEqual(new Set(runs.map(({ state }) => state)), new Set(["success"]));
});

test("what cannot be controlled is refused by the runner in its own words", async (t) => {
  const { session } = await scene(t);
  await assert.rejects(session.control({ kind: "pause", backfillId: "b7" }), {
    code: "unknown-backfill",
    next: /^The latest: b1 \(gated/,
  });
  await assert.rejects(session.control({ kind: "cancel", scope: { dagId: "other" } }), {
    code: "nothing-to-cancel",
    message: "There is nothing to cancel: other has not run yet.",
  });
});
