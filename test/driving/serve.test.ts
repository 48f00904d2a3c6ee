import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { RunEvent } from "../../protocol/event.ts";
import type { BackfillRequest, WorkPlan } from "../../protocol/work.ts";
import type { Driver } from "../../runner/driver.ts";
import type { Session } from "../../runner/session.ts";
import type { GatedWorkspace } from "../helpers/gated-workspace.ts";
import { gatedWorkspace, runStates, until } from "../helpers/gated-workspace.ts";
import { openTestSession } from "../helpers/workspace.ts";

const signal = new AbortController().signal;

interface Scene {
  readonly workspace: GatedWorkspace;
  /** Has the workspace, as a scheduler does, until the test is over. */
  readonly server: Session;
  readonly driver: Driver;
  /** Of somebody who does not have it. */
  readonly session: Session;
  readonly events: RunEvent[];
}

async function scene(t: TestContext, takesOrders = true): Promise<Scene> {
  const workspace = await gatedWorkspace(t);
  const over = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<Driver>();
  const events: RunEvent[] = [];
  let serving: Promise<void> | undefined;
  // Before its session is closed.
  t.after(async () => {
    over.resolve();
    await serving;
  });
  const server = openTestSession(t, workspace.path);
  const onEvents = (more: readonly RunEvent[]): void => void events.push(...more);
  serving = server.serve("scheduler", { takesOrders, onEvents }, async (driver) => {
    ready.resolve(driver);
    await over.promise;
  });
  const session = openTestSession(t, workspace.path);
  return { workspace, server, driver: await ready.promise, session, events };
}

function backfill(to: string, more: Partial<BackfillRequest> = {}): BackfillRequest {
  const options = { policy: "missing", order: "asc", stopOnFailure: false, params: {} } as const;
  return { kind: "backfill", dagId: "gated", from: "2018-11-01", to, ...options, ...more };
}

test("an order is carried out by the process that has the workspace, and followed from here", async (t) => {
  const { workspace, session, server } = await scene(t);
  await workspace.open();
  const seen: RunEvent[] = [];
  const plans: WorkPlan[] = [];
  const executed = await session.execute(backfill("2018-11-03", { order: "desc" }), {
    signal,
    onPlan: (plan) => plans.push(plan) === 1,
    onEvents: (events) => void seen.push(...events),
  });
  assert.equal(plans.length, 1);
  assert.equal(executed.plan, plans[0], "what was shown is what was executed");
  assert.deepEqual(
    [executed.pid, executed.backfillId, executed.isPaused, executed.isDeclined],
    [process.pid, "b1", false, false],
  );
  assert.equal(runStates(session), "success success success");
  assert.deepEqual(
    seen,
    server
      .history()
      .events(0, 1000)
      .map(({ event }) => event),
  );
  assert.ok(session.owner() !== undefined, "it goes on");
});

test("a declined plan does nothing", async (t) => {
  const { session } = await scene(t);
  const executed = await session.execute(backfill("2018-11-03"), {
    signal,
    onPlan: async () => false,
    onEvents: () => {},
  });
  assert.equal(executed.isDeclined, true);
  assert.equal(session.history().lastSeq(), 0);
});

test("a plan that changed while it was looked at is shown again", async (t) => {
  const { workspace, session, driver } = await scene(t);
  await workspace.open();
  const shown: string[] = [];
  const executed = await session.execute(backfill("2018-11-02"), {
    signal,
    onPlan: async ({ runs }) => {
      shown.push(runs.map(({ action }) => action).join(" "));
      if (shown.length === 1) {
        driver.start(driver.plan({ kind: "run", dagId: "gated", date: "2018-11-01", params: {} }));
        await driver.idle();
      }
      return true;
    },
    onEvents: () => {},
  });
  assert.deepEqual(shown, ["create create", "skip create"]);
  assert.equal(executed.plan.runs[0]?.reason, "succeeded before");
});

test("whoever follows runs cancels these, and no others", async (t) => {
  const { workspace, session, driver } = await scene(t);
  driver.start(driver.plan({ kind: "run", dagId: "gated", date: "2018-11-09", params: {} }));
  const stop = new AbortController();
  const executing = session.execute(backfill("2018-11-03"), { signal: stop.signal, onEvents: () => {} });
  await workspace.isAt("2018-11-01");
  stop.abort();
  const { runs } = await executing;
  assert.deepEqual(
    runs.map(({ state }) => state),
    ["cancelled", "cancelled", "cancelled"],
  );
  await workspace.open();
  await driver.idle();
  assert.equal(runStates(session), "cancelled -cancelled -cancelled success");
});

test("who follows a backfill that is paused is let go, and can have it resumed", async (t) => {
  const { workspace, session, driver } = await scene(t);
  const executing = session.execute(backfill("2018-11-04"), { signal, onEvents: () => {} });
  await workspace.isAt("2018-11-02");
  driver.control({ kind: "pause", backfillId: "b1" });
  await workspace.open();
  assert.equal((await executing).isPaused, true);
  assert.equal(runStates(session), "success success -queued -queued");
  const resumed = await session.execute({ kind: "resume", backfillId: "b1" }, { signal, onEvents: () => {} });
  assert.equal(resumed.isPaused, false);
  assert.equal(runStates(session), "success success success success");
});

test("what is wrong with an order is told to the one who gave it", async (t) => {
  const { session } = await scene(t);
  const give = (order: BackfillRequest) => session.execute(order, { signal, onEvents: () => {} });
  await assert.rejects(give(backfill("2018-11-03", { task: "wiat" })), {
    code: "unknown-task",
    message: /Did you mean "wait"\?/,
  });
  await assert.rejects(give(backfill("2018-10-03")), { code: "empty-range" });
});

test("a process that takes no orders is named, at once and when it is asked", async (t) => {
  const { session } = await scene(t, false);
  const busy = { code: "workspace-busy", message: new RegExp(`\\(pid ${process.pid}, scheduler\\)`) };
  await assert.rejects(session.execute(backfill("2018-11-03"), { signal, onEvents: () => {} }), busy);
  await assert.rejects(
    session.execute({ kind: "resume", backfillId: "b1" }, { signal, onEvents: () => {} }),
    busy,
  );
});

test("a DAG that was edited is another one when its open runs have ended", async (t) => {
  const { workspace, server, driver } = await scene(t);
  const project = await server.project();
  const [dag] = project.dags;
  assert.ok(dag);
  const edited = { ...dag, maxActiveRuns: 1 };
  driver.start(driver.plan(backfill("2018-11-01")));
  driver.useProject({ ...project, dags: [edited] });
  assert.equal(driver.dag("gated"), dag);
  await workspace.open();
  await driver.idle();
  assert.equal(driver.dag("gated"), edited);
});

test("what is open when the work is over is cancelled", async (t) => {
  const workspace = await gatedWorkspace(t);
  const session = openTestSession(t, workspace.path);
  await session.serve("scheduler", { takesOrders: true, onEvents: () => {} }, async (driver) => {
    driver.start(driver.plan(backfill("2018-11-03")));
    await workspace.isAt("2018-11-02");
  });
  assert.equal(runStates(session), "cancelled cancelled -cancelled");
  await until(() => session.owner() === undefined);
});
