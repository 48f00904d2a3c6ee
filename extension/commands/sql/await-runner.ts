import type * as vscode from "vscode";
import type { Services } from "../../services.ts";
import { awaitView } from "../ask/await-view.ts";

/** Waits for the runner that a document's SQL would run on, where it is on its way. Throws when it does not come up. */
export async function awaitRunner(
  { workspaces, sql }: Services,
  document: vscode.TextDocument,
): Promise<void> {
  if (sql.contexts.of(document) !== undefined) return;
  const model = workspaces.of(document.uri) ?? workspaces.all.find(({ state }) => state.kind === "starting");
  if (model !== undefined) await awaitView(model);
}
