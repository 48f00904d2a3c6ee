import * as vscode from "vscode";
import type { ResultTab } from "../../sql/result-tab.ts";
import type { SqlServices } from "../../sql/sql-services.ts";
import { type Mark, shiftMark, startedMarks, updatedMarks, withMarks } from "./marks.ts";

export interface MarkStore extends vscode.Disposable {
  of(document: vscode.Uri): readonly Mark[];
  /** The document whose marks changed. */
  readonly onDidChange: vscode.Event<vscode.Uri>;
}

/** The marks of all open documents, kept up to date by what runs and what is typed. */
export function markStore({ queries }: SqlServices): MarkStore {
  const marks = new Map<string, readonly Mark[]>();
  const changed = new vscode.EventEmitter<vscode.Uri>();

  const put = (document: vscode.TextDocument, now: readonly Mark[]): void => {
    marks.set(document.uri.toString(), now);
    changed.fire(document.uri);
  };
  const started = (tab: ResultTab): void => {
    const document = documentOf(tab);
    if (document === undefined) return;
    const before = marks.get(document.uri.toString()) ?? [];
    const own = startedMarks(tab, document.getText(), before);
    const others = before.filter((mark) => mark.tab !== tab.id);
    put(document, withMarks(others, own));
  };
  const updated = (tab: ResultTab): void => {
    const document = documentOf(tab);
    if (document === undefined) return;
    const before = marks.get(document.uri.toString()) ?? [];
    const own = before.filter((mark) => mark.tab === tab.id);
    const others = before.filter((mark) => mark.tab !== tab.id);
    put(document, [...others, ...updatedMarks(own, tab, errorOffset(tab, own))]);
  };

  const subscriptions = vscode.Disposable.from(
    changed,
    queries.onDidStart(started),
    queries.onDidProgress(updated),
    queries.onDidEnd(updated),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const before = marks.get(document.uri.toString());
      if (before === undefined || before.length === 0 || contentChanges.length === 0) return;
      const now = before.flatMap((mark) => {
        // Changes of one event are told from the last to the first of the document.
        let shifted: Mark | undefined = mark;
        for (const { rangeOffset, rangeLength, text } of contentChanges) {
          if (shifted === undefined) break;
          shifted = shiftMark(shifted, { offset: rangeOffset, removed: rangeLength, inserted: text });
        }
        return shifted === undefined ? [] : [shifted];
      });
      put(document, now);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => void marks.delete(uri.toString())),
  );
  return {
    of: (uri) => marks.get(uri.toString()) ?? [],
    onDidChange: changed.event,
    dispose: () => subscriptions.dispose(),
  };
}

function documentOf({ request }: ResultTab): vscode.TextDocument | undefined {
  if (request === null || request.document === null) return undefined;
  return vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === request.document);
}

/** Where the error is now: the runner tells it as the document was, and its statements may have moved since. */
function errorOffset({ state, request }: ResultTab, marks: readonly Mark[]): number | undefined {
  const position = state.kind === "failed" ? state.error.position : undefined;
  const [first] = marks;
  if (position === undefined || request === null || first === undefined) return undefined;
  const { text, startLine, startColumn } = request.source;
  const line = position.line - 1 - startLine;
  const lines = text.split("\n");
  if (line < 0 || line >= lines.length) return undefined;
  const before = lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0);
  const offset = before + position.column - 1 - (line === 0 ? startColumn : 0);
  // Relative to the statement that it is in: others may have been edited away.
  const own = marks.findLast((mark) => mark.offset <= offset) ?? first;
  return own.start + offset - own.offset;
}
