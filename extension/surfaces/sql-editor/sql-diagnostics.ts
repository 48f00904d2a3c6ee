import * as vscode from "vscode";
import { shownName } from "../../../protocol/text/shown-text.ts";
import type { MarkStore } from "./mark-store.ts";
import type { Mark } from "./marks.ts";

const LONGEST_MESSAGE = 1000;

/** The server's errors, squiggled where it says they are. They go with the marks: at the next run, and when edited. */
export function sqlDiagnostics(store: MarkStore): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection("millrace sql");
  return vscode.Disposable.from(
    collection,
    store.onDidChange((uri) => {
      const document = vscode.workspace.textDocuments.find((it) => it.uri.toString() === uri.toString());
      if (document === undefined) return;
      collection.set(
        uri,
        store.of(uri).flatMap((mark) => diagnosticOf(document, mark)),
      );
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => collection.delete(uri)),
  );
}

function diagnosticOf(document: vscode.TextDocument, { outcome, end }: Mark): readonly vscode.Diagnostic[] {
  if (outcome.kind !== "failed") return [];
  const at = document.positionAt(outcome.at);
  const word = document.getWordRangeAtPosition(at);
  // An error at the end of what was sent has nothing to stand under.
  const range = word ?? new vscode.Range(at, document.positionAt(Math.min(end, outcome.at + 1)));
  const shown = range.isEmpty && at.character > 0 ? new vscode.Range(at.translate(0, -1), at) : range;
  const diagnostic = new vscode.Diagnostic(
    shown,
    shownName(outcome.message, LONGEST_MESSAGE),
    vscode.DiagnosticSeverity.Error,
  );
  diagnostic.source = "millrace sql";
  return [diagnostic];
}
