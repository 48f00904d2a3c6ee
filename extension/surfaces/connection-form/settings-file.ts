import * as vscode from "vscode";
import type { TextChange } from "../../../protocol/rpc/draft-connection.ts";
import { UserError } from "../../../protocol/user-error.ts";

/** `millrace.json` of a folder, as the editor has it. */
export interface SettingsFile {
  /** With what was typed in an open editor and not saved yet; null when there is no such file. */
  read(): Promise<string | null>;
  /**
   * Makes the change, which can be undone, and saves the file; makes the file where there is none. `before` is the text
   * that the change is of, as `read` gave it: throws a UserError where the file has become another.
   */
  change(change: TextChange, before: string | null): Promise<void>;
}

export function settingsFile(uri: vscode.Uri): SettingsFile {
  return {
    read: async () => ((await exists(uri)) ? (await vscode.workspace.openTextDocument(uri)).getText() : null),
    change: async ({ offset, length, text }, before) => {
      const edit = new vscode.WorkspaceEdit();
      if (await exists(uri)) {
        const document = await vscode.workspace.openTextDocument(uri);
        if (document.getText() !== before) throw changedMeanwhile();
        const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
        edit.replace(uri, range, text);
      } else {
        if (before !== null) throw changedMeanwhile();
        edit.createFile(uri, { contents: new TextEncoder().encode(text) });
      }
      if (!(await vscode.workspace.applyEdit(edit))) throw notWritten();
      const document = await vscode.workspace.openTextDocument(uri);
      if (document.isDirty && !(await document.save())) throw notWritten();
    },
  };
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  const isOpen = vscode.workspace.textDocuments.some(
    (document) => document.uri.toString() === uri.toString(),
  );
  if (isOpen) return true;
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

function notWritten(): UserError {
  return new UserError({
    code: "settings-not-written",
    message: "millrace.json could not be written.",
    next: "Look whether it is write-protected, or open with changes of yours that cannot be saved.",
  });
}

function changedMeanwhile(): UserError {
  return new UserError({
    code: "settings-changed",
    message: "millrace.json has changed while the connection was being saved. Nothing was written.",
    next: "Save it again.",
    retryable: true,
  });
}
