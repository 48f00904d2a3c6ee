import type * as vscode from "vscode";
import { createEmitter } from "../../emitter.ts";
import type { TreeSource } from "../../trees/tree-source.ts";
import { viewsOf } from "../../trees/views-of.ts";
import type { WorkspaceChange, WorkspaceModel } from "../../workspaces.ts";
import {
  type ArchiveChange,
  EMPTY_ARCHIVE,
  loadBackfillRuns,
  loadOlder,
  type RunArchive,
  withChanges,
  withError,
} from "./run-archive.ts";
import { runRows } from "./run-rows.ts";
import type { RunWhat } from "./run-what.ts";
import { runsBadge } from "./runs-badge.ts";

interface Folder {
  archive: RunArchive;
  /** The target whose history it is. */
  target: string | undefined;
  isFirstAsked: boolean;
  readonly watched: Map<string, vscode.Disposable>;
}

export interface RunsSource extends TreeSource<RunWhat> {
  heard(model: WorkspaceModel, change: WorkspaceChange): void;
  dispose(): void;
}

/** The runs of each folder: what the model has, and the pages of its history that somebody asked for. */
export function runsSource(onError: (error: unknown) => void): RunsSource {
  const folders = new Map<WorkspaceModel, Folder>();
  const changed = createEmitter<void>(onError);

  const folderOf = (model: WorkspaceModel): Folder => {
    const known = folders.get(model);
    if (known !== undefined) return known;
    const target = model.view?.target?.name;
    const folder: Folder = { archive: EMPTY_ARCHIVE, target, isFirstAsked: false, watched: new Map() };
    folders.set(model, folder);
    return folder;
  };

  const apply = (folder: Folder, target: string | undefined, change: ArchiveChange): void => {
    // It was asked of another target's history.
    if (folder.target !== target) return;
    folder.archive = change(folder.archive);
    changed.fire();
  };

  const reset = (folder: Folder): void => {
    folder.archive = EMPTY_ARCHIVE;
    folder.isFirstAsked = false;
  };

  const watch = async (model: WorkspaceModel, folder: Folder, runId: string): Promise<void> => {
    if (folder.watched.has(runId)) return;
    try {
      folder.watched.set(runId, await model.watchRun(runId));
    } catch (error) {
      folder.archive = withError(folder.archive, runId, error);
    }
  };

  const load = async (model: WorkspaceModel, what: RunWhat): Promise<void> => {
    const folder = folderOf(model);
    const { target } = folder;
    switch (what.kind) {
      case "instances":
        return watch(model, folder, what.runId);
      case "backfill":
        return apply(folder, target, await loadBackfillRuns(model, folder.archive, what.backfillId));
      case "older":
        return apply(folder, target, await loadOlder(model, folder.archive));
      default:
        return what satisfies never;
    }
  };

  return {
    list: (model, now) => {
      const { view } = model;
      if (view === undefined) return { rows: [] };
      const folder = folderOf(model);
      if (!folder.isFirstAsked) {
        folder.isFirstAsked = true;
        void load(model, { kind: "older" });
      }
      return runRows({ view, archive: folder.archive, detail: (runId) => model.run(runId), now });
    },
    load,
    closed: (model, row) => {
      const runId = row.words?.includes("run") === true ? row.subject?.runId : undefined;
      const folder = folders.get(model);
      if (runId === undefined || folder === undefined) return;
      folder.watched.get(runId)?.dispose();
      folder.watched.delete(runId);
    },
    badge: (workspaces) => runsBadge(viewsOf(workspaces)),
    forget: () => {
      for (const folder of folders.values()) reset(folder);
    },
    onDidChange: changed.event,
    heard: (model, change) => {
      const folder = folders.get(model);
      if (folder === undefined) return;
      if (change.kind === "history") folder.archive = withChanges(folder.archive, change.changes);
      const target = model.view?.target?.name;
      if (change.kind !== "view" || target === folder.target) return;
      folder.target = target;
      reset(folder);
    },
    dispose: () => {
      for (const { watched } of folders.values()) for (const one of watched.values()) one.dispose();
      folders.clear();
      changed.dispose();
    },
  };
}
