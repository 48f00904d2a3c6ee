import * as vscode from "vscode";
import { UserError } from "../../../protocol/user-error.ts";

/** The editor that SQL commands are about. Throws when the active one has no SQL. */
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
