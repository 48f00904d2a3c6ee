import * as vscode from "vscode";
import { createEmitter } from "./emitter.ts";

/** What Docker Compose looks for, and so the runner. */
const COMPOSE_FILES = "{compose,docker-compose}.{yaml,yml}";

export interface ComposeFiles extends vscode.Disposable {
  /** Whether a folder of the window has one. */
  readonly areThere: boolean;
  readonly onDidChange: vscode.Event<void>;
}

/** Looks in the folders themselves, not below them, as the runner does. */
export function watchComposeFiles(onError: (error: unknown) => void): ComposeFiles {
  const changed = createEmitter<void>(onError);
  const found = { areThere: false };
  const look = async (): Promise<void> => {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const files = await Promise.all(
      folders.map((folder) =>
        vscode.workspace.findFiles(new vscode.RelativePattern(folder, COMPOSE_FILES), null, 1),
      ),
    );
    found.areThere = files.some((one) => one.length > 0);
    changed.fire();
  };
  const lookNow = (): void => void look().catch(onError);
  const watcher = vscode.workspace.createFileSystemWatcher(`**/${COMPOSE_FILES}`, false, true, false);
  const disposables = [
    watcher,
    watcher.onDidCreate(lookNow),
    watcher.onDidDelete(lookNow),
    vscode.workspace.onDidChangeWorkspaceFolders(lookNow),
  ];
  // Activation itself waits for no file.
  setImmediate(lookNow);
  return {
    get areThere() {
      return found.areThere;
    },
    onDidChange: changed.event,
    dispose: () => {
      for (const disposable of disposables) disposable.dispose();
      changed.dispose();
    },
  };
}
