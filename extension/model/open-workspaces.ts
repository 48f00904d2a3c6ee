import * as vscode from "vscode";
import { answerMemory } from "../answer-memory.ts";
import type { SecretAnswerer } from "../connection/connect.ts";
import { startDaemon } from "../connection/start-daemon.ts";
import { createEmitter } from "../emitter.ts";
import { errorText } from "../runner-error.ts";
import type { RunnerNotice, WorkspaceChange, WorkspaceModel, Workspaces } from "../workspaces.ts";
import { findsDagFiles, watchFiles } from "./watch-files.ts";
import { createWorkspaceModel, type OwnedModel } from "./workspace-model.ts";

export interface OpenWorkspaces extends Workspaces {
  /** Looks for DAG files in every folder, and starts or attaches to the runners that are needed. */
  begin(): void;
  dispose(): void;
}

interface OpenFolder {
  readonly model: OwnedModel;
  readonly disposables: readonly vscode.Disposable[];
}

const START_TIMEOUT_MS = 30_000;
const LEAVE_TIMEOUT_MS = 3000;

/** A model for each folder of the window, as folders come and go and trust is granted. */
export function openWorkspaces(
  context: vscode.ExtensionContext,
  secretsOf: (folder: vscode.WorkspaceFolder) => SecretAnswerer,
  log: vscode.LogOutputChannel,
): OpenWorkspaces {
  const version = String(Object(context.extension.packageJSON)["version"]);
  const script = context.asAbsolutePath("dist/daemon.js");
  const complain = (error: unknown): void => log.error(`A listener failed: ${errorText(error)}`);
  const changed = createEmitter<
    { readonly model: WorkspaceModel; readonly change: WorkspaceChange } | undefined
  >(complain);
  const noticed = createEmitter<{ readonly model: WorkspaceModel; readonly notice: RunnerNotice }>(complain);
  const open = new Map<string, OpenFolder>();
  const state = { hasBegun: false };

  const memory = answerMemory(context.workspaceState);
  const openFolder = (folder: vscode.WorkspaceFolder): OpenFolder => {
    const target = `target ${folder.uri.toString()}`;
    const model = createWorkspaceModel({
      folder,
      link: {
        version,
        start: () => startDaemon(script, folder.uri.fsPath),
        secret: secretsOf(folder),
        startTimeoutMs: START_TIMEOUT_MS,
        leaveTimeoutMs: LEAVE_TIMEOUT_MS,
        now: Date.now,
      },
      isTrusted: () => vscode.workspace.isTrusted,
      findsDagFiles: () => findsDagFiles(folder),
      uriOf: (file) => vscode.Uri.joinPath(folder.uri, file),
      chosenTarget: { last: () => memory.last(target), keep: (name) => memory.keep(target, name) },
      log: (text) => log.info(text),
    });
    const reload = (): void => {
      model.reload().catch((error) => log.warn(`Reading ${folder.name} again: ${errorText(error)}`));
    };
    return {
      model,
      disposables: [
        model,
        model.onDidChange((change) => changed.fire({ model, change })),
        model.onDidNotice((notice) => noticed.fire({ model, notice })),
        ...(folder.uri.scheme === "file" ? [watchFiles(folder, reload)] : []),
      ],
    };
  };

  const close = ({ disposables }: OpenFolder): void => {
    for (const disposable of disposables) disposable.dispose();
  };

  /** Folders that stay keep their model. */
  const follow = (): void => {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const wanted = new Map(folders.map((folder) => [folder.uri.toString(), folder]));
    for (const [uri, entry] of open) {
      if (wanted.has(uri)) continue;
      open.delete(uri);
      close(entry);
    }
    for (const [uri, folder] of wanted) {
      if (open.has(uri)) continue;
      const entry = openFolder(folder);
      open.set(uri, entry);
      if (state.hasBegun) void entry.model.begin();
    }
  };

  const begin = (): void => {
    state.hasBegun = true;
    for (const { model } of open.values()) void model.begin();
  };

  follow();
  const disposables = [
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      follow();
      changed.fire(undefined);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(begin),
  ];
  const models = (): WorkspaceModel[] =>
    (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) => open.get(uri.toString())?.model ?? []);
  return {
    get all() {
      return models();
    },
    get ready() {
      return models().filter(({ view }) => view !== undefined);
    },
    get runnable() {
      return models().filter(({ view, state }) => view !== undefined || state.kind === "starting");
    },
    of: (uri) => {
      const folder = vscode.workspace.getWorkspaceFolder(uri);
      return folder === undefined ? undefined : open.get(folder.uri.toString())?.model;
    },
    byFolder: (folder) => open.get(folder)?.model,
    onDidChange: changed.event,
    onDidNotice: noticed.event,
    begin,
    dispose: () => {
      for (const disposable of disposables) disposable.dispose();
      for (const entry of open.values()) close(entry);
      open.clear();
      changed.dispose();
      noticed.dispose();
    },
  };
}
