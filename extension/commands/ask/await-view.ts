import * as vscode from "vscode";
import type { WorkspaceModel } from "../../workspaces.ts";

/**
 * Waits for the runner of a folder that has none yet, and what it tells: somebody who opens a window and calls a command
 * need not know of it. Rejects where nothing may or can run, or the runner does not come up.
 */
export async function awaitView(model: WorkspaceModel): Promise<void> {
  if (model.view !== undefined) return;
  const options = { location: vscode.ProgressLocation.Window, title: "Starting the runner…" };
  await vscode.window.withProgress(options, async () => {
    const shown = nextView(model);
    try {
      await model.client();
      await shown.promise;
    } finally {
      shown.dispose();
    }
  });
}

/** Resolves when there is a snapshot, or when there will be none. */
function nextView(model: WorkspaceModel): { readonly promise: Promise<void>; dispose(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => {
    if (model.view !== undefined || model.state.kind === "broken") resolve();
  };
  const listening = model.onDidChange(look);
  look();
  return { promise, dispose: () => listening.dispose() };
}
