import * as vscode from "vscode";
import type { SourcePosition } from "../../protocol/problem.ts";
import type { WorkspaceModel } from "../workspaces.ts";
import { askDag } from "./ask/ask-dag.ts";
import { askFolder } from "./ask/ask-folder.ts";
import type { Command } from "./command.ts";

/** Shows where a DAG, a task or a check is defined. */
export const openSource: Command = {
  id: "millrace.openSource",
  async run(services, subject) {
    const model = await askFolder(services, subject);
    const dag = model && (await askDag(services, model, subject, "Go to Definition"));
    if (model === undefined || dag === undefined) return undefined;
    const task = dag.spec.tasks.find(({ id }) => id === subject.taskId);
    const check = task?.checks.find(({ name }) => name === subject.check);
    return showPosition(model, (check ?? task ?? dag.spec).position);
  },
};

async function showPosition(model: WorkspaceModel, { file, line, column }: SourcePosition): Promise<string> {
  const uri = model.uriOf(file);
  const place = new vscode.Position(line - 1, column - 1);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(place, place) });
  return uri.toString();
}
