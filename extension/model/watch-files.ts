import * as vscode from "vscode";

/**
 * What DAG files are made of (they import .ts files, and name SQL and JSONPaths files), and the settings. VS Code takes
 * no braces within braces.
 */
const WATCHED = "**/{*.ts,*.sql,*.json,.env}";
/** Written by tools, often in masses, and never read by DAG files. */
const IGNORED = /(^|\/)(node_modules|dist|\.[^/]+)\//;
const QUIET_MS = 300;

/** Calls `onChange` when files that matter were made, changed or deleted, once for those that come close together. */
export function watchFiles(folder: vscode.WorkspaceFolder, onChange: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, WATCHED));
  const pending: { timer: NodeJS.Timeout | undefined } = { timer: undefined };
  const look = (uri: vscode.Uri): void => {
    if (IGNORED.test(uri.path.slice(folder.uri.path.length))) return;
    clearTimeout(pending.timer);
    pending.timer = setTimeout(onChange, QUIET_MS);
  };
  const disposables = [
    watcher,
    watcher.onDidCreate(look),
    watcher.onDidChange(look),
    watcher.onDidDelete(look),
  ];
  return {
    dispose: () => {
      clearTimeout(pending.timer);
      for (const disposable of disposables) disposable.dispose();
    },
  };
}

/** Whether the folder has a DAG file, without looking where the runner does not look either. */
export async function findsDagFiles(folder: vscode.WorkspaceFolder): Promise<boolean> {
  const found = await vscode.workspace.findFiles(
    new vscode.RelativePattern(folder, "**/*.dag.ts"),
    "**/{node_modules,dist,.*}/**",
    1,
  );
  return found.length > 0;
}
