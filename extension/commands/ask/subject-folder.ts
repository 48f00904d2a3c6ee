import * as vscode from "vscode";
import { UserError } from "../../../protocol/user-error.ts";
import type { CommandSubject } from "../../subject.ts";

/** A folder of the window that need not have DAG files yet. */
export async function subjectFolder({ folder }: CommandSubject): Promise<vscode.WorkspaceFolder | undefined> {
  const { workspaceFolders: folders = [] } = vscode.workspace;
  const given = folders.find(({ uri }) => uri.toString() === folder);
  if (given !== undefined) return given;
  if (folders.length > 1) return vscode.window.showWorkspaceFolderPick({ placeHolder: "In which folder?" });
  const [only] = folders;
  if (only !== undefined) return only;
  throw new UserError({
    code: "no-folder",
    message: "No folder is open.",
    next: "Open one first, or use Create Sparkify Sample.",
  });
}
