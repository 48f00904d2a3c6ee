import type * as vscode from "vscode";
import type { WorkspaceModel } from "../workspaces.ts";

export interface SqlFileTask {
  readonly dagId: string;
  readonly taskId: string;
}

/** The tasks that use a SQL file, in the order of the DAGs. */
export function tasksOfFile(model: WorkspaceModel, file: vscode.Uri): readonly SqlFileTask[] {
  const text = file.toString();
  return (model.view?.dags ?? []).flatMap(({ spec, sqlFiles }) =>
    Object.entries(sqlFiles)
      .filter(([, files]) => files.some((name) => model.uriOf(name).toString() === text))
      .map(([taskId]) => ({ dagId: spec.id, taskId })),
  );
}

export function taskOfFile(model: WorkspaceModel, file: vscode.Uri): SqlFileTask | undefined {
  return tasksOfFile(model, file)[0];
}
