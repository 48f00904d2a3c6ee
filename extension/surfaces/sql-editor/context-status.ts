import * as vscode from "vscode";
import { shownName } from "../../../protocol/text/shown-text.ts";
import type { Services } from "../../services.ts";
import type { SqlContext } from "../../sql/sql-contexts.ts";
import { statusText } from "../../text/status-text.ts";

/** What the active editor's SQL runs on, in the status bar, and whether something of it runs, for menus. */
export function contextStatus({ sql, workspaces }: Services): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("millrace.sqlContext", vscode.StatusBarAlignment.Right, 100);
  item.name = "Millrace SQL";
  item.command = "millrace.selectSqlContext";

  const showContext = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    const folders = workspaces.runnable.length;
    const context = document?.languageId === "sql" ? sql.contexts.of(document) : undefined;
    if (context === undefined) {
      item.hide();
      return;
    }
    item.text = contextText(context);
    item.tooltip = contextTooltip(context, folders > 1);
    item.accessibilityInformation = { label: `SQL runs on ${contextText(context).replace("$(plug) ", "")}` };
    item.show();
  };
  const showRunning = (): void => {
    const active = vscode.window.activeTextEditor?.document.uri.toString();
    const isRunning = active !== undefined && sql.queries.runningIn(active) !== undefined;
    void vscode.commands.executeCommand("setContext", "millrace.isQueryRunning", isRunning);
  };

  const showAll = (): void => {
    showContext();
    showRunning();
  };
  showAll();
  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveTextEditor(showAll),
    // A document may become SQL, or cease to be.
    vscode.workspace.onDidOpenTextDocument(showContext),
    workspaces.onDidChange(showContext),
    sql.contexts.onDidChoose(showContext),
    sql.queries.onDidStart(showRunning),
    sql.queries.onDidEnd(showRunning),
  );
}

export function contextText({ connection, dagId, interval }: SqlContext): string {
  const fills = [dagId, interval?.label].filter((part) => part !== undefined && part !== null).join(" ");
  const parts = [connection, fills].filter((part) => part !== "").map((part) => statusText(part, 60));
  return `$(plug) ${parts.join(" · ")}`;
}

function contextTooltip(
  { connection, dagId, interval, model }: SqlContext,
  withFolder: boolean,
): vscode.MarkdownString {
  const target = model.view?.target;
  const lines = [
    `Statements run on ${connection}${target ? `, target ${target.name}` : ""}.`,
    ...(withFolder ? [`Folder: ${shownName(model.folder.name)}.`] : []),
    interval === null
      ? "Templates need an interval, and ask for one."
      : `Templates are filled for ${dagId === null ? "the UTC day" : `${dagId},`} ${interval.label}.`,
    "Click to choose.",
  ];
  return new vscode.MarkdownString().appendText(lines.join("\n\n"));
}
