import * as vscode from "vscode";
import { editorReferences } from "../../secrets/editor-references.ts";
import type { WorkspaceModel } from "../../workspaces.ts";

/** Names of secrets that `millrace.json` refers to as the editor's. None of a file that is not there or cannot be read. */
export async function referredSecrets({ folder }: WorkspaceModel): Promise<readonly string[]> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder.uri, "millrace.json"));
    return editorReferences(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return [];
  }
}
