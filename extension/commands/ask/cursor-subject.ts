import * as vscode from "vscode";
import type { CommandSubject } from "../../subject.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { definitionAt } from "./definition-at.ts";

/** The DAG and the task whose definition the cursor is in, if the active editor shows a DAG file of this folder. */
export function cursorSubject(model: WorkspaceModel): CommandSubject {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !editor.document.uri.path.endsWith(".dag.ts")) return {};
  const shown = editor.document.uri.toString();
  const dags = (model.view?.dags ?? []).filter(
    ({ spec }) => model.uriOf(spec.position.file).toString() === shown,
  );
  return definitionAt(
    dags.map(({ spec }) => spec),
    editor.selection.active.line + 1,
  );
}
