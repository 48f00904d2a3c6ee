import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type * as vscode from "vscode";
import type { RunnerClient } from "../../../extension/runner-client.ts";
import { RunnerError } from "../../../extension/runner-error.ts";
import {
  createGraphSession,
  type GraphSession,
} from "../../../extension/surfaces/graph-panel/graph-session.ts";
import type { WorkspaceModel } from "../../../extension/workspaces.ts";
import type { RpcRequest } from "../../../protocol/rpc/message.ts";
import type { HistoryChanges, RunDetail, RunView, TaskView } from "../../../protocol/rpc/workspace.ts";
import type { ToGraphPage } from "../../../protocol/webview/graph.ts";
import { dagSpec, taskSpec } from "../../helpers/dag-specs.ts";
import { runView, taskView } from "./views.ts";

interface Scene {
  readonly session: GraphSession;
  readonly posted: ToGraphPage[];
  readonly commands: { command: string; subject: unknown }[];
  readonly requests: { method: string; params: unknown }[];
  readonly saved: { name: string; text: string }[];
  readonly timers: (() => void)[];
  last: RunDetail | null;
  isKnown: boolean;
}

/** A session over a model that the test can change. `answers`: by the request's method. */
function scene(last: RunDetail | null, answers: Readonly<Record<string, unknown>> = {}): Scene {
  const spec = dagSpec("sparkify", [taskSpec("a"), taskSpec("b")]);
  const client = {
    request: async <P, R>({ method }: RpcRequest<P, R>, params: P): Promise<R> => {
      own.requests.push({ method, params });
      const answer = answers[method];
      if (answer instanceof Error) throw answer;
      return answer as R;
    },
  } as RunnerClient;
  const model = {
    folder: { uri: { toString: () => "file:///w" } } as unknown as vscode.WorkspaceFolder,
    state: { kind: "ready" },
    view: { broken: [] },
    client: async () => client,
    dag: () => (own.isKnown ? { spec, lastRun: own.last, sqlFiles: {} } : undefined),
    run: (runId: string) => (own.last?.run.runId === runId ? own.last : undefined),
    watchRun: async (runId: string) => {
      if (runId === "gone")
        throw new RunnerError({ code: "unknown-run", message: "There is no such run.", retryable: false });
      return { detail: { run: runView(runId), tasks: [] }, dispose: () => undefined };
    },
  } as unknown as WorkspaceModel;
  const own: Scene = {
    posted: [],
    commands: [],
    requests: [],
    saved: [],
    timers: [],
    last,
    isKnown: true,
    session: createGraphSession({
      model,
      dagId: "sparkify",
      post: (message) => void own.posted.push(message),
      command: (command, subject) => void own.commands.push({ command, subject }),
      openFile: () => undefined,
      save: async (name, { bytes }) => {
        own.saved.push({ name, text: Buffer.from(bytes).toString() });
        return "Saved.";
      },
      copy: async () => undefined,
      now: () => 77,
      later: (call) => {
        own.timers.push(call);
        return () => undefined;
      },
    }),
  };
  return own;
}

function changes(
  runs: readonly RunView[],
  tasks: readonly { runId: string; task: TaskView }[],
): HistoryChanges {
  return {
    seq: 1,
    runs,
    tasks: tasks.map((one) => ({ dagId: "sparkify", ...one })),
    backfills: [],
    checks: [],
    dags: [],
  };
}

const FIRST: RunDetail = { run: runView("r1"), tasks: [taskView("a", "running")] };
const DETAIL = { tries: [], params: {}, sql: [], logTail: ["x"], logFile: "/log" };

describe("graph session", () => {
  it("says nothing before the page is there, and everything then", () => {
    const { session, posted } = scene(FIRST);
    session.open({});
    session.changed({ kind: "view" });
    assert.equal(posted.length, 0);
    session.receive({ kind: "ready" });
    const [message] = posted;
    assert(message?.kind === "show" && message.content.kind === "graph");
    assert.deepEqual(message.subject, { folder: "file:///w", dagId: "sparkify", runId: null });
    assert.equal(message.content.run?.runId, "r1");
    assert.deepEqual(
      message.content.instances.map(({ taskId, state }) => [taskId, state]),
      [["a", "running"]],
    );
    session.hidden();
    session.changed({ kind: "view" });
    assert.equal(posted.length, 1);
  });

  it("tells only what changed of the run that is shown", () => {
    const { session, posted } = scene(FIRST);
    session.receive({ kind: "ready" });
    const done = taskView("a", "success");
    const other = { runId: "r0", task: taskView("b", "failed") };
    session.changed({ kind: "history", changes: changes([], [other]) });
    assert.equal(posted.length, 1);
    session.changed({ kind: "history", changes: changes([], [other, { runId: "r1", task: done }]) });
    const message = posted.at(-1);
    assert(message?.kind === "update");
    assert.equal(message.at, 77);
    assert.deepEqual(
      message.instances.map(({ taskId, state }) => [taskId, state]),
      [["a", "success"]],
    );
  });

  it("goes on to a newer run when it follows the latest, and stays with one that was picked", async () => {
    const own = scene(FIRST);
    own.session.receive({ kind: "ready" });
    own.last = { run: runView("r2"), tasks: [] };
    own.session.changed({ kind: "history", changes: changes([own.last.run], []) });
    const shown = (): unknown => {
      const message = own.posted.at(-1);
      return message?.kind === "show" && message.content.kind === "graph"
        ? message.content.run?.runId
        : message;
    };
    assert.equal(shown(), "r2");
    own.session.receive({ kind: "pickRun", runId: "r0" });
    await turn();
    assert.equal(shown(), "r0");
    const count = own.posted.length;
    own.last = { run: runView("r3"), tasks: [] };
    own.session.changed({ kind: "history", changes: changes([own.last.run], []) });
    assert.equal(own.posted.length, count);
    own.session.receive({ kind: "pickRun", runId: "gone" });
    await turn();
    assert.deepEqual(own.posted.at(-2), { kind: "said", text: "There is no such run.", isError: true });
    assert.equal(shown(), "r0");
  });

  it("gives a task's details, and follows it while it runs", async () => {
    const own = scene(FIRST, { "runs/taskDetail": DETAIL });
    own.session.receive({ kind: "ready" });
    own.session.receive({ kind: "select", taskId: "a" });
    await turn();
    const message = own.posted.at(-1);
    assert(message?.kind === "detail");
    assert.deepEqual(message.detail.logTail, ["x"]);
    assert.deepEqual(own.requests, [
      { method: "runs/taskDetail", params: { dagId: "sparkify", taskId: "a", runId: "r1", logLines: 200 } },
    ]);
    assert.equal(own.timers.length, 1);
    own.timers[0]?.();
    await turn();
    assert.equal(own.requests.length, 2);
    // A task that takes no part in the run is shown as it would be.
    own.session.receive({ kind: "select", taskId: "b" });
    await turn();
    assert.deepEqual(own.requests.at(-1)?.params, {
      dagId: "sparkify",
      taskId: "b",
      runId: null,
      logLines: 200,
    });
    assert.equal(own.timers.length, 2);
    own.session.receive({ kind: "select", taskId: null });
    own.timers[1]?.();
    await turn();
    assert.equal(own.requests.length, 3);
  });

  it("says why details could not be had", async () => {
    const error = new RunnerError({
      code: "x",
      message: "The runner is busy.",
      next: "Try again.",
      retryable: true,
    });
    const own = scene(FIRST, { "runs/taskDetail": error });
    own.session.receive({ kind: "ready" });
    own.session.receive({ kind: "select", taskId: "a" });
    await turn();
    assert.deepEqual(own.posted.at(-1), {
      kind: "detailFailed",
      taskId: "a",
      message: "The runner is busy. Try again.",
    });
  });

  it("runs the commands of the page with the task and the run, and no others", () => {
    const own = scene(FIRST);
    own.session.receive({ kind: "ready" });
    own.session.receive({ kind: "command", command: "millrace.clear", taskId: "a" });
    own.session.receive({
      kind: "command",
      command: "workbench.action.quit" as "millrace.clear",
      taskId: "a",
    });
    assert.deepEqual(own.commands, [
      {
        command: "millrace.clear",
        subject: {
          folder: "file:///w",
          dagId: "sparkify",
          taskId: "a",
          runId: "r1",
          date: "2018-11-30T00:00:00.000Z",
        },
      },
    ]);
  });

  it("lists runs page by page", async () => {
    const own = scene(FIRST, { "runs/list": { runs: [runView("r1")], hasMore: true } });
    own.session.receive({ kind: "ready" });
    own.session.receive({ kind: "listRuns", isMore: false });
    await turn();
    own.session.receive({ kind: "listRuns", isMore: true });
    await turn();
    assert.deepEqual(
      own.requests.map(({ params }) => params),
      [
        { dagId: "sparkify", limit: 20 },
        { dagId: "sparkify", limit: 20, before: "2018-11-30T00:00:00.000Z" },
      ],
    );
    const message = own.posted.at(-1);
    assert(message?.kind === "runs" && message.isMore && message.hasMore);
  });

  it("saves what the page has drawn, and the runner's Mermaid text", async () => {
    const own = scene(FIRST, { "graph/mermaid": { text: "flowchart LR\n" } });
    own.session.receive({ kind: "ready" });
    own.session.receive({ kind: "save", export: { format: "svg", text: "<svg/>" } });
    own.session.receive({ kind: "save", export: { format: "png", base64: "UE5H" } });
    own.session.receive({ kind: "save", export: { format: "mermaid", direction: "TD" } });
    await turn();
    assert.deepEqual(
      own.saved.map(({ text }) => text),
      ["<svg/>", "PNG", "flowchart LR\n"],
    );
    assert.deepEqual(own.posted.at(-1), { kind: "said", text: "Saved.", isError: false });
    assert.deepEqual(own.requests.at(-1)?.params, { dagId: "sparkify", direction: "TD" });
  });

  it("says that the DAG is gone", () => {
    const own = scene(FIRST);
    own.session.receive({ kind: "ready" });
    own.isKnown = false;
    own.session.changed({ kind: "view" });
    const message = own.posted.at(-1);
    assert(message?.kind === "show" && message.content.kind === "message");
    assert.match(message.content.text, /^There is no DAG sparkify in this folder any more/);
  });

  it("shows the task that somebody wants to see, when the page is there", () => {
    const own = scene(FIRST);
    own.session.open({ taskId: "b" });
    own.session.receive({ kind: "ready" });
    assert.deepEqual(own.posted.at(-1), { kind: "reveal", taskId: "b" });
    own.session.changed({ kind: "view" });
    assert.equal(own.posted.filter(({ kind }) => kind === "reveal").length, 1);
  });
});
