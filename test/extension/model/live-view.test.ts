import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as tick } from "node:timers/promises";
import { createEmitter } from "../../../extension/emitter.ts";
import { createLiveView, type LiveView } from "../../../extension/model/live-view.ts";
import type { RunnerClient } from "../../../extension/runner-client.ts";
import type { WorkspaceChange } from "../../../extension/workspaces.ts";
import { runDetail } from "../../../protocol/rpc/runs.ts";
import {
  type HistoryChanges,
  historyChanged,
  type RunDetail,
  selectTarget,
  type TargetView,
  type WorkspaceView,
  workspaceChanged,
  workspaceView,
} from "../../../protocol/rpc/workspace.ts";
import { changesOf, dagView, runDetailOf, runView, taskChange, taskView, viewOf } from "./samples.ts";

interface FakeRunner {
  readonly client: RunnerClient;
  readonly asked: string[];
  tellView(view: WorkspaceView): void;
  tell(changes: HistoryChanges): void;
}

/** `view` and `details` are what it answers; a promise that stays open is one that takes long. */
function fakeRunner(
  view: WorkspaceView | Promise<WorkspaceView> | (() => Promise<WorkspaceView>),
  details: Readonly<Record<string, RunDetail | Promise<RunDetail>>> = {},
  targets: Readonly<Record<string, Promise<WorkspaceView>>> = {},
): FakeRunner {
  const told = createEmitter<{ readonly method: string; readonly params: unknown }>((error) => {
    throw error;
  });
  const asked: string[] = [];
  const answer = async (method: string, params: unknown): Promise<unknown> => {
    if (method === workspaceView.method) return typeof view === "function" ? view() : view;
    if (method === selectTarget.method)
      return targets[Object(params).name] ?? Promise.reject(new Error("No."));
    if (method !== runDetail.method) throw new Error(method);
    const { runId } = Object(params);
    asked.push(runId);
    const detail = await details[runId];
    if (detail === undefined) throw new Error(`No run ${runId}`);
    return detail;
  };
  const client: RunnerClient = {
    pid: 1,
    request: <P, R>(message: { readonly method: string }, params: P) =>
      answer(message.method, params) as Promise<R>,
    on: <P>(message: { readonly method: string }, listener: (params: P) => void) =>
      told.event(({ method, params }) => {
        if (method === message.method) listener(params as P);
      }),
    onDidClose: createEmitter<void>(() => undefined).event,
    dispose: () => undefined,
  };
  return {
    client,
    asked,
    tellView: (params) => told.fire({ method: workspaceChanged.method, params }),
    tell: (params) => told.fire({ method: historyChanged.method, params }),
  };
}

function liveView(): { live: LiveView; changes: WorkspaceChange[] } {
  const changes: WorkspaceChange[] = [];
  return {
    live: createLiveView({ onChange: (change) => changes.push(change), log: () => undefined }),
    changes,
  };
}

const lastRunIs = (seq: number, runId: string): HistoryChanges =>
  changesOf(seq, {
    dags: [
      {
        dagId: "d",
        counts: { queued: 0, running: 1, success: 0, failed: 0, cancelled: 0 },
        lastRunId: runId,
        schedule: null,
      },
    ],
  });

test("what is told before the snapshot comes is added to it, unless it is in there", async () => {
  const { live, changes } = liveView();
  const view = Promise.withResolvers<WorkspaceView>();
  const runner = fakeRunner(view.promise);
  const attached = live.attach(runner.client);
  runner.tell(changesOf(9, { runs: [runView("old")] }));
  runner.tell(changesOf(11, { runs: [runView("new")] }));
  assert.deepEqual(changes, []);
  view.resolve(viewOf([dagView("d", [])], { seq: 10 }));
  await attached;
  assert.deepEqual(
    live.view?.openRuns.map(({ runId }) => runId),
    ["new"],
  );
  assert.deepEqual(
    changes.map(({ kind }) => kind),
    ["view", "history"],
  );
});

test("several changes up to the same event are all taken", async () => {
  const { live } = liveView();
  const runner = fakeRunner(viewOf([dagView("d", [])], { seq: 10 }));
  await live.attach(runner.client);
  runner.tell(changesOf(12, { runs: [runView("a")] }));
  runner.tell(changesOf(12, { runs: [runView("b")] }));
  assert.equal(live.view?.openRuns.length, 2);
});

test("the snapshot of another target has other events, and replaces everything", async () => {
  const { live } = liveView();
  const runner = fakeRunner(viewOf([dagView("d", [])], { seq: 100, openRuns: [runView("a")] }));
  await live.attach(runner.client);
  runner.tellView(viewOf([dagView("d", [])], { seq: 1 }));
  assert.deepEqual(live.view?.openRuns, []);
  runner.tell(changesOf(2, { runs: [runView("b")] }));
  assert.equal(live.view?.openRuns.length, 1);
});

const target = (name: string): TargetView => ({ name, production: false, readOnly: false });
const TARGETS = [target("dev"), target("prod")];

test("of two snapshots that are asked for, the later one counts", async () => {
  const { live } = liveView();
  const views = [Promise.withResolvers<WorkspaceView>(), Promise.withResolvers<WorkspaceView>()];
  const asked = views.map(({ promise }) => promise);
  const runner = fakeRunner(() => asked.shift() ?? Promise.reject(new Error("Asked too often.")));
  const attached = live.attach(runner.client);
  const loaded = live.load(runner.client);
  views[0]?.resolve(viewOf([dagView("d", [])], { seq: 1 }));
  await attached;
  runner.tell(changesOf(2, { runs: [runView("a")] }));
  views[1]?.resolve(viewOf([dagView("e", [])], { seq: 9 }));
  await loaded;
  assert.deepEqual(
    live.view?.dags.map(({ spec }) => spec.id),
    ["e"],
  );
});

test("a snapshot that does not come keeps nothing from being told", async () => {
  const { live } = liveView();
  const late = Promise.withResolvers<WorkspaceView>();
  const views = [Promise.resolve(viewOf([dagView("d", [])], { seq: 1 })), late.promise];
  const runner = fakeRunner(() => views.shift() ?? Promise.reject(new Error("Asked too often.")));
  await live.attach(runner.client);
  const loaded = live.load(runner.client);
  runner.tell(changesOf(2, { runs: [runView("a")] }));
  late.reject(new Error("No view."));
  await assert.rejects(loaded, /No view/);
  runner.tell(changesOf(3, { runs: [runView("b")] }));
  assert.deepEqual(
    live.view?.openRuns.map(({ runId }) => runId),
    ["a", "b"],
  );
});

test("what is told of a target that was left has no place in the view of the next", async () => {
  const { live } = liveView();
  const prod = Promise.withResolvers<WorkspaceView>();
  const dev = viewOf([dagView("d", [])], { seq: 1, target: target("dev"), targets: TARGETS });
  const runner = fakeRunner(dev, {}, { prod: prod.promise });
  await live.attach(runner.client);
  const selected = live.selectTarget(runner.client, "prod");
  runner.tell(changesOf(100, { runs: [runView("of dev")] }));
  prod.resolve(viewOf([dagView("d", [])], { seq: 1, target: target("prod"), targets: TARGETS }));
  await selected;
  assert.deepEqual([live.view?.target?.name, live.view?.openRuns], ["prod", []]);
});

test("a new runner goes on with the target that was looked at", async () => {
  const { live, changes } = liveView();
  const of = (name: string) => viewOf([dagView("d", [])], { target: target(name), targets: TARGETS });
  const next = () => fakeRunner(of("dev"), {}, { prod: Promise.resolve(of("prod")) });
  const first = next();
  await live.attach(first.client);
  await live.selectTarget(first.client, "prod");
  changes.length = 0;
  await live.attach(next().client);
  assert.equal(live.view?.target?.name, "prod");
  assert.equal(changes.length, 1, "the other target is never shown");
  await live.attach(fakeRunner(viewOf([], { target: target("dev"), targets: [target("dev")] })).client);
  assert.equal(live.view?.target?.name, "dev", "one that is there no more is left");
});

test("a last run that nobody knows is asked for, one question at a time", async () => {
  const { live } = liveView();
  const answers = { r1: Promise.withResolvers<RunDetail>(), r3: Promise.withResolvers<RunDetail>() };
  const runner = fakeRunner(viewOf([dagView("d", ["a", "b"])]), {
    r1: answers.r1.promise,
    r3: answers.r3.promise,
  });
  await live.attach(runner.client);
  for (const [seq, runId] of [
    [11, "r1"],
    [12, "r2"],
    [13, "r3"],
  ] as const) {
    runner.tell(lastRunIs(seq, runId));
  }
  await tick();
  assert.deepEqual(runner.asked, ["r1"]);
  answers.r1.resolve(runDetailOf(runView("r1"), taskView("a")));
  await tick();
  assert.equal(live.view?.dags[0]?.lastRun?.run.runId, "r1");
  assert.deepEqual(runner.asked, ["r1", "r3"], "the one in between is old by now");
  answers.r3.resolve(runDetailOf(runView("r3"), taskView("a")));
  await tick();
  assert.equal(live.run("r3")?.run.runId, "r3");
  assert.equal(live.run("r1"), undefined, "kept only while it is the last");
  runner.tell(changesOf(14, { tasks: [taskChange("r3", taskView("b", { state: "running" }))] }));
  assert.deepEqual(
    live.view?.dags[0]?.lastRun?.tasks.map(({ taskId, state }) => `${taskId} ${state}`),
    ["a none", "b running"],
  );
});

test("a run that is watched is kept up to date, over runners, until the last watcher leaves", async () => {
  const { live } = liveView();
  const first = fakeRunner(viewOf([dagView("d", ["a"])]), { r: runDetailOf(runView("r"), taskView("a")) });
  await live.attach(first.client);
  const [one, two] = [await live.watchRun(first.client, "r"), await live.watchRun(first.client, "r")];
  first.tell(changesOf(11, { tasks: [taskChange("r", taskView("a", { state: "running" }))] }));
  assert.equal(live.run("r")?.tasks[0]?.state, "running");
  one.dispose();
  one.dispose();
  assert.equal(live.run("r")?.run.runId, "r", "disposing twice counts once");
  const second = fakeRunner(viewOf([dagView("d", ["a"])]), {
    r: runDetailOf(runView("r", { state: "success" }), taskView("a", { state: "success" })),
  });
  await live.attach(second.client);
  await tick();
  assert.equal(live.run("r")?.run.state, "success");
  first.tell(changesOf(99, { runs: [runView("r", { state: "failed" })] }));
  assert.equal(live.run("r")?.run.state, "success", "a runner that was left is not heard");
  two.dispose();
  assert.equal(live.run("r"), undefined);
});

test("a run that is not there cannot be watched", async () => {
  const { live } = liveView();
  const runner = fakeRunner(viewOf([]));
  await live.attach(runner.client);
  await assert.rejects(live.watchRun(runner.client, "gone"), /No run gone/);
});
