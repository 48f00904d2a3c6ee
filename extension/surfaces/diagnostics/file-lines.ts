import * as vscode from "vscode";

/** A line of a file as it is in its editor, or on the disk; empty for one that is not there. Counted from 1. */
export type FileLines = (line: number) => string;

export async function fileLines(uri: vscode.Uri): Promise<FileLines> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  const text = open?.getText() ?? (await textOnDisk(uri));
  const lines = text.split(/\r?\n/);
  return (line) => lines[line - 1] ?? "";
}

async function textOnDisk(uri: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // It is gone, or was never there: the problem is told all the same.
    return "";
  }
}
