import * as vscode from "vscode";
import type { Services } from "../../services.ts";
import { throttled } from "../../trees/throttle.ts";
import type { Surface } from "../surface.ts";
import { dagFileLenses } from "./lines.ts";

const SETTING = "millrace.codeLens";
/** States change often while something runs, and lenses make the text jump. */
const REFRESH_EVERY = 500;

/** Run, backfill, graph and state above DAGs and tasks. While a file is edited they stay as it was when it was read. */
export const dagCodeLens: Surface = {
  name: "CodeLens of DAG files",
  register({ workspaces }) {
    const changed = new vscode.EventEmitter<void>();
    const refresh = throttled(() => changed.fire(), REFRESH_EVERY);
    return vscode.Disposable.from(
      changed,
      refresh,
      workspaces.onDidChange(() => refresh.soon()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTING)) refresh.soon();
      }),
      vscode.languages.registerCodeLensProvider(
        { scheme: "file", pattern: "**/*.dag.ts" },
        { onDidChangeCodeLenses: changed.event, provideCodeLenses: ({ uri }) => lensesOf(uri, workspaces) },
      ),
    );
  },
};

function lensesOf(uri: vscode.Uri, workspaces: Services["workspaces"]): vscode.CodeLens[] {
  const model = workspaces.of(uri);
  if (model?.view === undefined || !vscode.workspace.getConfiguration(undefined, uri).get(SETTING, true))
    return [];
  const shown = uri.toString();
  const dags = model.view.dags;
  const file = dags
    .map(({ spec }) => spec.position.file)
    .find((one) => model.uriOf(one).toString() === shown);
  if (file === undefined) return [];
  return dagFileLenses(dags, file, model.folder.uri.toString()).map(
    ({ line, title, command = "", subject, tooltip }) =>
      new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
        title,
        command,
        ...(subject !== undefined && { arguments: [subject] }),
        ...(tooltip !== undefined && { tooltip }),
      }),
  );
}
