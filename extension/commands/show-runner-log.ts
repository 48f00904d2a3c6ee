import * as vscode from "vscode";
import { askFolder } from "./ask/ask-folder.ts";
import type { Command } from "./command.ts";

/** Where the runner writes, relative to its folder. */
const LOG = ".millrace/daemon.log";

/** The extension's own log where there is no runner, which tells why. */
export const showRunnerLog: Command = {
  id: "millrace.showRunnerLog",
  async run(services, subject) {
    const { ready, all } = services.workspaces;
    const model = ready.length > 0 ? await askFolder(services, subject) : all[0];
    if (model === undefined) return services.log.show();
    const file = vscode.Uri.joinPath(model.folder.uri, LOG);
    try {
      const document = await vscode.workspace.openTextDocument(file);
      const end = new vscode.Position(Math.max(0, document.lineCount - 1), 0);
      await vscode.window.showTextDocument(document, { selection: new vscode.Range(end, end) });
    } catch {
      services.log.show();
    }
    return file.toString();
  },
};
