import type * as vscode from "vscode";
import type { DagView, HistoryChanges, RunDetail, WorkspaceView } from "../protocol/rpc/workspace.ts";
import type { RunnerClient } from "./runner-client.ts";

/**
 * How a folder stands with its runner. `none`: it has no DAG files. `untrusted`, `virtual`: nothing of it may or can
 * run. `broken`: the runner could not be started, or ended more often than it is started again.
 */
export type WorkspaceState =
  | { readonly kind: "none" | "untrusted" | "virtual" | "starting" | "ready" }
  | { readonly kind: "broken"; readonly message: string; readonly next: string };

/** Something about the runner that the user did not ask for and should hear of once. */
export type RunnerNotice =
  /** It ended without being asked, and is started again. */
  | { readonly kind: "ended-unexpectedly" }
  /** A new runner goes on with what a killed one left; runs on production targets wait until somebody agrees again. */
  | {
      readonly kind: "runs-recovered";
      readonly runIds: readonly string[];
      readonly waiting: readonly string[];
    }
  /** A runner of another version is at work here: ours starts when it has ended. `end` ends it, and cancels its runs. */
  | { readonly kind: "other-version"; readonly version: string; end(): Promise<void> };

/** What changed, so that a surface draws again only what it must. */
export type WorkspaceChange =
  | { readonly kind: "state" }
  /** A new snapshot: everything may be different. */
  | { readonly kind: "view" }
  | { readonly kind: "history"; readonly changes: HistoryChanges };

/** One folder of the window: a snapshot from its runner, kept up to date by what the runner tells. It holds no truth. */
export interface WorkspaceModel {
  readonly folder: vscode.WorkspaceFolder;
  readonly state: WorkspaceState;
  /** Undefined until the runner has given one. */
  readonly view: WorkspaceView | undefined;
  readonly onDidChange: vscode.Event<WorkspaceChange>;
  readonly onDidNotice: vscode.Event<RunnerNotice>;
  /** Resolves when it is known whether the folder has DAG files. Never rejects. */
  looked(): Promise<void>;
  /** Starts or attaches to the runner, if that may be. Rejects with an error that can be shown. */
  client(): Promise<RunnerClient>;
  dag(dagId: string): DagView | undefined;
  /** Ends the runner, cancelling what runs, and starts another. Also the way out of `broken`. */
  restart(): Promise<void>;
  /** Everything in this folder is done on that target from now on. */
  selectTarget(name: string): Promise<void>;
  /** The runner reads DAG files and settings again; a folder without a runner is searched for DAG files again. */
  reload(): Promise<void>;
  /** The DAG's last run, or another that `watchRun` keeps. */
  run(runId: string): RunDetail | undefined;
  /** Keeps a run up to date until disposed, beside the last ones of the DAGs. */
  watchRun(runId: string): Promise<vscode.Disposable & { readonly detail: RunDetail }>;
  /** A file of the workspace that the runner named. */
  uriOf(file: string): vscode.Uri;
}

export interface Workspaces {
  /** One for each folder of the window, in its order. */
  readonly all: readonly WorkspaceModel[];
  /** Those that have a snapshot. */
  readonly ready: readonly WorkspaceModel[];
  /** Those, and the ones whose runner is still starting: what somebody can mean who is asked for a folder. */
  readonly runnable: readonly WorkspaceModel[];
  of(uri: vscode.Uri): WorkspaceModel | undefined;
  /** By the text of its folder's URI. */
  byFolder(folder: string): WorkspaceModel | undefined;
  /** Folders came or went, or any of them changed. */
  readonly onDidChange: vscode.Event<
    { readonly model: WorkspaceModel; readonly change: WorkspaceChange } | undefined
  >;
  readonly onDidNotice: vscode.Event<{ readonly model: WorkspaceModel; readonly notice: RunnerNotice }>;
}
