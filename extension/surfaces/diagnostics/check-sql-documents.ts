import * as vscode from "vscode";
import { CHECK_SQL_SCHEME, checkOfUri } from "../../check-sql-uri.ts";
import type { Workspaces } from "../../workspaces.ts";
import { checkSqlText } from "./check-sql-text.ts";

/** Shows what checks ran, as it is at their latest result; an open document follows. */
export function checkSqlDocuments(workspaces: Workspaces): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const textOf = (uri: vscode.Uri): string => {
    const of = checkOfUri(uri);
    const checks = of === undefined ? [] : (workspaces.byFolder(of.folder)?.view?.checks ?? []);
    return checkSqlText(
      checks.find(
        ({ dagId, taskId, name }) => dagId === of?.dagId && taskId === of.taskId && name === of.check,
      ),
    );
  };
  const isOurs = ({ uri }: vscode.TextDocument): boolean => uri.scheme === CHECK_SQL_SCHEME;
  return vscode.Disposable.from(
    changed,
    workspaces.onDidChange(() => {
      for (const document of vscode.workspace.textDocuments.filter(isOurs)) {
        if (document.getText() !== textOf(document.uri)) changed.fire(document.uri);
      }
    }),
    vscode.workspace.registerTextDocumentContentProvider(CHECK_SQL_SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: textOf,
    }),
  );
}
