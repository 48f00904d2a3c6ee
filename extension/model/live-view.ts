import type * as vscode from "vscode";
import { runDetail } from "../../protocol/rpc/runs.ts";
import {
  type HistoryChanges,
  historyChanged,
  type RunDetail,
  selectTarget,
  type WorkspaceView,
  workspaceChanged,
  workspaceView,
} from "../../protocol/rpc/workspace.ts";
import type { RunnerClient } from "../runner-client.ts";
import { errorText } from "../runner-error.ts";
import type { WorkspaceChange } from "../workspaces.ts";
import { mergeDetail, mergeView, unknownLastRuns } from "./merge-changes.ts";

/** The snapshot of a folder and the runs that somebody looks at, kept up to date from one runner after the other. */
export interface LiveView {
  readonly view: WorkspaceView | undefined;
  run(runId: string): RunDetail | undefined;
  /**
   * Takes everything from this runner from now on, beginning with a snapshot of the target that was looked at before: a
   * new runner begins with the one of the settings. Rejects when it gives none.
   */
  attach(client: RunnerClient): Promise<void>;
  /** Asks the runner that it takes everything from for a new snapshot. Rejects when it gives none. */
  load(client: RunnerClient): Promise<void>;
  /** Everything is about that target from now on. Rejects, and stays with the one before, when the runner refuses. */
  selectTarget(client: RunnerClient, name: string): Promise<void>;
  /** Keeps the run up to date until disposed. Rejects when there is no such run. */
  watchRun(client: RunnerClient, runId: string): Promise<vscode.Disposable & { readonly detail: RunDetail }>;
}

export interface LiveViewOptions {
  readonly onChange: (change: WorkspaceChange) => void;
  readonly log: (text: string) => void;
  /** The target that was chosen last, in this window or one before it: a runner forgets it when it ends. */
  readonly chosenTarget?: () => string | undefined;
}

export function createLiveView({ onChange, log, chosenTarget }: LiveViewOptions): LiveView {
  const state: {
    client: RunnerClient | undefined;
    view: WorkspaceView | undefined;
    /** Of the snapshot that was taken last: changes up to it are in it. */
    snapshotSeq: number;
    /** What was told before the snapshot came. */
    early: HistoryChanges[] | undefined;
  } = { client: undefined, view: undefined, snapshotSeq: -1, early: undefined };
  const details = new Map<string, RunDetail>();
  const watchers = new Map<string, number>();
  /** The last run that each DAG is said to have and that is being asked for. */
  const wanted = new Map<string, string>();

  const takeView = (view: WorkspaceView): void => {
    state.view = view;
    state.snapshotSeq = view.seq;
    for (const { lastRun } of view.dags) if (lastRun !== null) details.set(lastRun.run.runId, lastRun);
    prune();
    const early = state.early;
    state.early = undefined;
    onChange({ kind: "view" });
    takeEarly(early);
    for (const runId of watchers.keys()) void refresh(runId);
  };

  const takeEarly = (early = state.early): void => {
    state.early = undefined;
    for (const changes of early ?? []) takeChanges(changes);
  };

  const takeChanges = (changes: HistoryChanges): void => {
    if (state.early !== undefined) {
      state.early.push(changes);
      return;
    }
    if (state.view === undefined || changes.seq <= state.snapshotSeq) return;
    for (const [runId, detail] of details) {
      details.set(runId, mergeDetail(detail, changes, taskOrder(detail.run.dagId)));
    }
    state.view = mergeView(state.view, changes, details);
    for (const { dagId, runId } of unknownLastRuns(changes, details)) askForLastRun(dagId, runId);
    prune();
    onChange({ kind: "history", changes });
  };

  /** One question at a time for each DAG: in a fast backfill most last runs are old before they are known. */
  const askForLastRun = (dagId: string, runId: string): void => {
    const isAsking = wanted.has(dagId);
    wanted.set(dagId, runId);
    if (!isAsking) void fetchLastRun(dagId, runId);
  };

  const fetchLastRun = async (dagId: string, runId: string): Promise<void> => {
    const detail = await fetch(runId);
    const latest = wanted.get(dagId);
    if (detail !== undefined) takeDetail(detail, dagId);
    if (latest === undefined || latest === runId) wanted.delete(dagId);
    else await fetchLastRun(dagId, latest);
  };

  const refresh = async (runId: string): Promise<void> => {
    const detail = await fetch(runId);
    if (detail !== undefined && watchers.has(runId)) takeDetail(detail, undefined);
  };

  const fetch = async (runId: string): Promise<RunDetail | undefined> => {
    try {
      return await state.client?.request(runDetail, { runId });
    } catch (error) {
      log(`The run ${runId}: ${errorText(error)}`);
      return undefined;
    }
  };

  /** Tells it as if the runner had told of all of it. */
  const takeDetail = (detail: RunDetail, lastOfDag: string | undefined): void => {
    const { run, tasks } = detail;
    details.set(run.runId, detail);
    if (state.view === undefined) return;
    const dag = state.view.dags.find(({ spec }) => spec.id === lastOfDag);
    const changes: HistoryChanges = {
      seq: state.view.seq,
      runs: [run],
      tasks: tasks.map((task) => ({ runId: run.runId, dagId: run.dagId, task })),
      backfills: [],
      checks: [],
      dags:
        dag === undefined
          ? []
          : [{ dagId: dag.spec.id, counts: dag.counts, lastRunId: run.runId, schedule: dag.schedule }],
    };
    state.view = mergeView(state.view, changes, details);
    prune();
    onChange({ kind: "history", changes });
  };

  /** What is told meanwhile waits for the snapshot, or for the news that there is none. */
  const snapshot = async (client: RunnerClient, ask: () => Promise<WorkspaceView>): Promise<void> => {
    state.early ??= [];
    try {
      const view = await ask();
      // It is as new as anything that came before it: one connection keeps the order.
      if (state.client === client) takeView(view);
    } catch (error) {
      if (state.client === client) takeEarly();
      throw error;
    }
  };

  const load = (client: RunnerClient): Promise<void> =>
    snapshot(client, () => client.request(workspaceView, {}));

  const loadOfTarget = (client: RunnerClient, name: string): Promise<WorkspaceView> => {
    // What was told of the target before has no place in the view of this one.
    const forget = (view: WorkspaceView): WorkspaceView => {
      if (state.client === client) state.early = [];
      return view;
    };
    return client.request(selectTarget, { name }).then(forget);
  };

  const loadAgain = async (client: RunnerClient, before: string | undefined): Promise<WorkspaceView> => {
    const view = await client.request(workspaceView, {});
    const isOther = before !== undefined && view.target?.name !== before;
    if (!isOther || !view.targets.some(({ name }) => name === before)) return view;
    return loadOfTarget(client, before);
  };

  const taskOrder = (dagId: string): readonly string[] =>
    state.view?.dags.find(({ spec }) => spec.id === dagId)?.spec.tasks.map(({ id }) => id) ?? [];

  const prune = (): void => {
    const last = new Set(state.view?.dags.map(({ lastRun }) => lastRun?.run.runId));
    for (const runId of details.keys()) {
      if (!last.has(runId) && !watchers.has(runId)) details.delete(runId);
    }
  };

  return {
    get view() {
      return state.view;
    },
    run: (runId) => details.get(runId),
    load,
    selectTarget: (client, name) => snapshot(client, () => loadOfTarget(client, name)),
    attach: async (client) => {
      const before = state.view?.target?.name ?? chosenTarget?.();
      state.client = client;
      state.early = undefined;
      wanted.clear();
      const isCurrent = (): boolean => state.client === client;
      client.on(workspaceChanged, (view) => {
        if (isCurrent()) takeView(view);
      });
      client.on(historyChanged, (changes) => {
        if (isCurrent()) takeChanges(changes);
      });
      await snapshot(client, () => loadAgain(client, before));
    },
    watchRun: async (client, runId) => {
      watchers.set(runId, (watchers.get(runId) ?? 0) + 1);
      const unwatch = once(() => {
        const left = (watchers.get(runId) ?? 1) - 1;
        if (left > 0) watchers.set(runId, left);
        else watchers.delete(runId);
        prune();
      });
      try {
        const detail = details.get(runId) ?? (await client.request(runDetail, { runId }));
        if (!details.has(runId)) details.set(runId, detail);
        return { detail: details.get(runId) ?? detail, dispose: unwatch };
      } catch (error) {
        unwatch();
        throw error;
      }
    },
  };
}

function once(action: () => void): () => void {
  const state = { isDone: false };
  return () => {
    if (state.isDone) return;
    state.isDone = true;
    action();
  };
}
