import * as vscode from "vscode";
import { UserError } from "../../../protocol/user-error.ts";
import type { Services } from "../../services.ts";
import type { CommandSubject } from "../../subject.ts";

/** The editor that a SQL command is about: that of the given file, with the cursor on the given line, or the active one. */
export async function sqlEditor(
  { workspaces }: Services,
  { folder, file, line }: CommandSubject,
): Promise<vscode.TextEditor> {
  if (file === undefined) return activeSqlEditor();
  const model = folder === undefined ? workspaces.all[0] : workspaces.byFolder(folder);
  const isUri = /^[a-z][\w+.-]+:/i.test(file);
  const uri = isUri || model === undefined ? vscode.Uri.parse(file) : model.uriOf(file);
  const place = line === undefined ? undefined : new vscode.Position(line - 1, 0);
  return vscode.window.showTextDocument(uri, place && { selection: new vscode.Range(place, place) });
}

/** Throws when the active editor has no SQL. */
export function activeSqlEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId === "sql") return editor;
  throw new UserError({
    code: "no-sql-editor",
    message: "The active editor has no SQL.",
    next: "Open a SQL file first, or make one with New SQL File.",
  });
}

export function offsetsOf({ document, selection }: vscode.TextEditor): {
  readonly start: number;
  readonly end: number;
} {
  // The cursor's end counts where nothing is selected.
  return { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
}

/** For places where no statement is. */
export function noStatement(where: string): UserError {
  return new UserError({
    code: "no-statement",
    message: `There is no SQL statement ${where}.`,
    next: "Put the cursor into one, or select it.",
  });
}
