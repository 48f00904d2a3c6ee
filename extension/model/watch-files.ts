import * as vscode from "vscode";

/** What DAG files are made of (they import .ts files, and name SQL and JSONPaths files), and the settings. */
const OURS = /(\.(ts|sql|json)|\/\.env)$/;
/** A folder that comes or goes with everything in it is often the only event. */
const MAYBE_FOLDER = /\/[^./]+$/;
/** Written by tools, often in masses, and never read by DAG files. */
const IGNORED = /(^|\/)(node_modules|dist|\.[^/]+)\//;
const QUIET_MS = 300;

/** Calls `onChange` when files that matter were made, changed or deleted, once for those that come close together. */
export function watchFiles(folder: vscode.WorkspaceFolder, onChange: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, "**/*"));
  const pending: { timer: NodeJS.Timeout | undefined } = { timer: undefined };
  const look = (uri: vscode.Uri, isMadeOrGone: boolean): void => {
    if (!concernsDags(uri.path.slice(folder.uri.path.length), isMadeOrGone)) return;
    clearTimeout(pending.timer);
    pending.timer = setTimeout(onChange, QUIET_MS);
  };
  const disposables = [
    watcher,
    watcher.onDidCreate((uri) => look(uri, true)),
    watcher.onDidChange((uri) => look(uri, false)),
    watcher.onDidDelete((uri) => look(uri, true)),
  ];
  return {
    dispose: () => {
      clearTimeout(pending.timer);
      for (const disposable of disposables) disposable.dispose();
    },
  };
}

/** `path` begins with a slash, at the workspace's folder; `isMadeOrGone`: there is something new there, or nothing any more. */
function concernsDags(path: string, isMadeOrGone: boolean): boolean {
  return !IGNORED.test(path) && (OURS.test(path) || (isMadeOrGone && MAYBE_FOLDER.test(path)));
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
