import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as tick } from "node:timers/promises";
import { createEmitter } from "../../extension/emitter.ts";
import { followWork } from "../../extension/follow-work.ts";
import type { RunnerClient } from "../../extension/runner-client.ts";
import type { WorkEnd } from "../../extension/work-progress.ts";
import { progressText } from "../../extension/work-tally.ts";
import type {
  RunnerNotice,
  WorkspaceChange,
  WorkspaceModel,
  Workspaces,
} from "../../extension/workspaces.ts";
import { listBackfills } from "../../protocol/rpc/runs.ts";
import type { BackfillView, HistoryChanges, RunView } from "../../protocol/rpc/workspace.ts";
import { backfillView, changesOf, runDetailOf, runView } from "./model/samples.ts";

interface Bench {
  readonly texts: string[];
  /** What the runner answers from now on. */
  readonly runs: Map<string, RunView>;
  readonly backfills: BackfillView[];
  readonly state: { kind: "ready" | "broken"; isOpen: boolean };
  follow(runIds: readonly string[], backfillId?: string): Promise<WorkEnd>;
  tell(change: WorkspaceChange): void;
  notice(notice: RunnerNotice): void;
}

function bench(): Bench {
  const fail = (error: unknown): never => {
    throw error;
  };
  const modelChanged = createEmitter<WorkspaceChange>(fail);
  const noticed = createEmitter<RunnerNotice>(fail);
  const foldersChanged = createEmitter<undefined>(fail);
  const runs = new Map<string, RunView>();
  const backfills: BackfillView[] = [];
  const state: Bench["state"] = { kind: "ready", isOpen: true };
  const texts: string[] = [];
  const answer = async (method: string, params: unknown): Promise<unknown> => {
    if (method === listBackfills.method) return { backfills, hasMore: false };
    const run = runs.get(Object(params).runId);
    if (run === undefined) throw new Error("The runner ended.");
    return runDetailOf(run);
  };
  const client = {
    request: (message: { readonly method: string }, params: unknown) => answer(message.method, params),
  } as unknown as RunnerClient;
  const model = {
    get state() {
      return { kind: state.kind, message: "", next: "" };
    },
    onDidChange: modelChanged.event,
    onDidNotice: noticed.event,
    client: async () => client,
  } as unknown as WorkspaceModel;
  const workspaces = {
    get all() {
      return state.isOpen ? [model] : [];
    },
    onDidChange: foldersChanged.event,
  } as unknown as Workspaces;
  return {
    texts,
    runs,
    backfills,
    state,
    follow: (runIds, backfillId) =>
      followWork(
        workspaces,
        model,
        { dagId: "d", runIds, ...(backfillId !== undefined && { backfillId }) },
        (tally) => texts.push(progressText(tally)),
      ),
    notice: noticed.fire,
    tell: (change) => {
      modelChanged.fire(change);
      foldersChanged.fire(undefined);
    },
  };
}

const history = (rest: Partial<HistoryChanges>): WorkspaceChange => ({
  kind: "history",
  changes: changesOf(1, rest),
});

test("runs are followed to the end of the last one", async () => {
  const { follow, runs, tell, texts } = bench();
  for (const runId of ["a", "b"]) runs.set(runId, runView(runId, { state: "queued" }));
  const end = follow(["a", "b"]);
  await tick();
  tell(history({ runs: [runView("a", { state: "success" }), runView("other", { state: "failed" })] }));
  tell(history({ runs: [runView("b", { state: "failed" })] }));
  assert.equal(await end, "failed");
  assert.deepEqual(texts, ["0 of 2 runs", "1 of 2 runs", "2 of 2 runs, 1 failed"]);
});

test("work that has ended before anybody looked has ended", async () => {
  const { follow, runs, backfills } = bench();
  runs.set("a", runView("a", { state: "success" }));
  assert.equal(await follow(["a"]), "success");
  backfills.push(
    backfillView("b1", { counts: { queued: 0, running: 0, success: 1, failed: 0, cancelled: 2 } }),
  );
  assert.equal(await follow(["a"], "b1"), "cancelled");
  assert.equal(await follow(["a"], "gone"), "unknown");
});

test("after a new runner the truth is asked for again", async () => {
  const { follow, runs, tell, texts } = bench();
  runs.set("a", runView("a", { taskCounts: { running: 1, success: 1 } }));
  const end = follow(["a"]);
  await tick();
  // It ends without a word while nobody is connected.
  runs.set("a", runView("a", { state: "success", taskCounts: { success: 2 } }));
  tell({ kind: "state" });
  tell({ kind: "view" });
  assert.equal(await end, "success");
  assert.deepEqual(texts, ["1 of 2 tasks", "2 of 2 tasks"]);
});

test("nobody can tell the end when the runner is given up or the folder is closed", async () => {
  const broken = bench();
  const first = broken.follow(["a"]);
  broken.state.kind = "broken";
  broken.tell({ kind: "state" });
  assert.equal(await first, "unknown");
  const closed = bench();
  const second = closed.follow(["a"]);
  closed.state.isOpen = false;
  closed.tell({ kind: "state" });
  assert.equal(await second, "unknown");
});

test("runs that a killed runner left and that wait for an agreement are not waited for", async () => {
  const { follow, notice } = bench();
  const end = follow(["a", "b"]);
  notice({ kind: "runs-recovered", runIds: ["a"], waiting: ["other"] });
  notice({ kind: "runs-recovered", runIds: [], waiting: ["b"] });
  assert.equal(await end, "unknown");
});

test("a paused backfill ends the waiting when what runs has come to its end", async () => {
  const { follow, backfills, tell } = bench();
  backfills.push(
    backfillView("b1", { counts: { queued: 2, running: 1, success: 0, failed: 0, cancelled: 0 } }),
  );
  const end = follow(["a", "b", "c"], "b1");
  await tick();
  const counts = { queued: 2, running: 0, success: 1, failed: 0, cancelled: 0 };
  tell(history({ backfills: [backfillView("b1", { state: "paused", counts })] }));
  assert.equal(await end, "paused");
});
