import * as vscode from "vscode";
import type { Services } from "../../services.ts";
import type { WorkspaceModel } from "../../workspaces.ts";

/**
 * Waits for the runner that a document's SQL would run on, where it is on its way: somebody who opens a window and runs
 * a statement need not know of it. Throws when it does not come up.
 */
export async function awaitRunner(
  { workspaces, sql }: Services,
  document: vscode.TextDocument,
): Promise<void> {
  if (sql.contexts.of(document) !== undefined) return;
  const model = workspaces.of(document.uri) ?? workspaces.all.find(({ state }) => state.kind === "starting");
  if (model === undefined) return;
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
