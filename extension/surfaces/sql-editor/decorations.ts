import * as vscode from "vscode";
import { hoverTable } from "./hover-table.ts";
import { inlineText } from "./inline-text.ts";
import type { MarkStore } from "./mark-store.ts";
import type { Mark } from "./marks.ts";

/** A statement that has just ended stays lit for so long: quick ones would only flicker. */
const AFTERGLOW_MS = 900;

/** Lights statements that run, and writes how they ended behind them. */
export function sqlDecorations(store: MarkStore): vscode.Disposable {
  const running = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor("editor.findRangeHighlightBackground"),
    // Seen in high contrast too, where themes have no such background.
    borderColor: new vscode.ThemeColor("focusBorder"),
    borderStyle: "solid",
    borderWidth: "0 0 0 2px",
    overviewRulerColor: new vscode.ThemeColor("focusBorder"),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
  const quiet = vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  /** Statements that glow, by tab and place in it; what is to be done when they cease. */
  const glowing = new Map<string, NodeJS.Timeout>();

  const draw = (editor: vscode.TextEditor): void => {
    const { document } = editor;
    const marks = store.of(document.uri);
    const isInline = vscode.workspace
      .getConfiguration("millrace.sql", document.uri)
      .get("inlineResults", true);
    const lit = marks.filter((mark) => mark.outcome.kind === "running" || glowing.has(mark.tab));
    editor.setDecorations(
      running,
      lit.map((mark) => rangeOf(document, mark)),
    );
    editor.setDecorations(quiet, isInline ? marks.map((mark) => inlineOf(document, mark)) : []);
  };
  const drawAll = (uri?: vscode.Uri): void => {
    for (const editor of vscode.window.visibleTextEditors) {
      if (uri === undefined || editor.document.uri.toString() === uri.toString()) draw(editor);
    }
  };
  const glow = (uri: vscode.Uri): void => {
    for (const { tab, outcome } of store.of(uri)) {
      if (outcome.kind !== "running" || glowing.has(tab)) continue;
      // It is looked at again until it has ended.
      const wait = (): void => {
        const isRunning = store.of(uri).some((mark) => mark.tab === tab && mark.outcome.kind === "running");
        if (isRunning) glowing.set(tab, setTimeout(wait, AFTERGLOW_MS));
        else {
          glowing.delete(tab);
          drawAll(uri);
        }
      };
      glowing.set(tab, setTimeout(wait, AFTERGLOW_MS));
    }
  };

  return vscode.Disposable.from(
    running,
    quiet,
    store.onDidChange((uri) => {
      glow(uri);
      drawAll(uri);
    }),
    vscode.window.onDidChangeVisibleTextEditors(() => drawAll()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("millrace.sql")) drawAll();
    }),
    {
      dispose: () => {
        for (const timer of glowing.values()) clearTimeout(timer);
      },
    },
  );
}

function rangeOf(document: vscode.TextDocument, { start, end }: Mark): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** At the end of the statement's last line: a `;` and a comment behind it stay where they are read. */
function inlineOf(document: vscode.TextDocument, mark: Mark): vscode.DecorationOptions {
  const { end } = document.lineAt(document.positionAt(mark.end)).range;
  const { outcome } = mark;
  return {
    range: new vscode.Range(end, end),
    ...(outcome.kind === "done" && { hoverMessage: new vscode.MarkdownString(hoverTable(outcome.section)) }),
    ...(outcome.kind === "failed" && { hoverMessage: plain(outcome.message) }),
    renderOptions: {
      after: {
        contentText: inlineText(outcome),
        margin: "0 0 0 2em",
        color: new vscode.ThemeColor(
          outcome.kind === "failed" ? "editorError.foreground" : "editorCodeLens.foreground",
        ),
      },
    },
  };
}

function plain(text: string): vscode.MarkdownString {
  return new vscode.MarkdownString().appendText(text);
}
