import * as vscode from "vscode";
import type { Services } from "../../services.ts";
import { tasksOfFile } from "../../sql/sql-file-tasks.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import type { Surface } from "../surface.ts";
import { fileLenses, type LensTask } from "./file-lenses.ts";

/** Changes come in bursts while tasks run. */
const QUIET_MS = 250;

/** Above SQL files that tasks use. Other SQL files have none. */
export const sqlCodeLens: Surface = {
  name: "sql code lens",
  register: ({ workspaces }: Services) => {
    const changed = new vscode.EventEmitter<void>();
    const timer: { waiting?: NodeJS.Timeout } = {};
    const again = (): void => {
      timer.waiting ??= setTimeout(() => {
        delete timer.waiting;
        changed.fire();
      }, QUIET_MS);
    };
    return vscode.Disposable.from(
      changed,
      workspaces.onDidChange(again),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("millrace.codeLens")) again();
      }),
      vscode.languages.registerCodeLensProvider(
        { language: "sql", scheme: "file" },
        {
          onDidChangeCodeLenses: changed.event,
          provideCodeLenses: ({ uri }) => {
            const model = workspaces.of(uri);
            const isOn = vscode.workspace.getConfiguration("millrace", uri).get("codeLens", true);
            return model === undefined || !isOn ? [] : lensesOf(model, uri);
          },
        },
      ),
      { dispose: () => clearTimeout(timer.waiting) },
    );
  },
};

function lensesOf(model: WorkspaceModel, uri: vscode.Uri): vscode.CodeLens[] {
  const folder = model.folder.uri.toString();
  const tasks = tasksOfFile(model, uri).map(({ dagId, taskId }): LensTask => {
    const lastRun = model.dag(dagId)?.lastRun;
    const task = lastRun?.tasks.find((it) => it.taskId === taskId);
    const last = task && lastRun ? { task, label: lastRun.run.label } : undefined;
    return { folder, dagId, taskId, last };
  });
  const top = new vscode.Range(0, 0, 0, 0);
  return fileLenses(tasks).map(
    ({ title, command, subject, tooltip }) =>
      new vscode.CodeLens(top, { title, command, tooltip, arguments: [subject] }),
  );
}
