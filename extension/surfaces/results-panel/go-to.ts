import * as vscode from "vscode";
import { UserError } from "../../../protocol/user-error.ts";
import type { ResultTab } from "../../sql/result-tab.ts";

/** Shows the statement of a tab where it stands now, or the place of its error. */
export async function goTo(tab: ResultTab, what: "statement" | "error"): Promise<void> {
  const { request, state } = tab;
  if (request === null || request.document === null) return;
  const uri = vscode.Uri.parse(request.document);
  // An unsaved document that is closed would come back, empty.
  const isGone =
    uri.scheme === "untitled" &&
    !vscode.workspace.textDocuments.some((document) => document.uri.toString() === request.document);
  if (isGone) throw closedDocument();
  const document = await vscode.workspace.openTextDocument(uri);
  const { text, startLine, startColumn } = request.source;
  const start = nearest(
    document.getText(),
    text,
    document.offsetAt(new vscode.Position(startLine, startColumn)),
  );
  const position = what === "error" && state.kind === "failed" ? state.error.position : undefined;
  const moved = start === undefined ? 0 : document.positionAt(start).line - startLine;
  const range =
    position !== undefined
      ? at(new vscode.Position(Math.max(0, position.line - 1 + moved), Math.max(0, position.column - 1)))
      : start === undefined
        ? at(new vscode.Position(startLine, startColumn))
        : new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
  const editor = await vscode.window.showTextDocument(document, { selection: at(range.start) });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function closedDocument(): UserError {
  return new UserError({
    code: "document-closed",
    message: "The document of this statement was closed without being saved.",
  });
}

function at(position: vscode.Position): vscode.Range {
  return new vscode.Range(position, position);
}

/** Where the text stands now, as near as can be to where it stood. */
function nearest(document: string, text: string, wanted: number): number | undefined {
  const after = document.indexOf(text, wanted);
  const before = document.lastIndexOf(text, wanted);
  if (after < 0) return before < 0 ? undefined : before;
  return before < 0 || after - wanted <= wanted - before ? after : before;
}
