import * as vscode from "vscode";
import { reachedConnection } from "../sql/reached-connection.ts";
import { askFolder } from "./ask/ask-folder.ts";
import type { Command } from "./command.ts";

/** An empty SQL document, which runs on the connection that the command is about. */
export const newSql: Command = {
  id: "millrace.newSql",
  run: async (services, subject) => {
    const model = await askFolder(services, subject);
    if (model === undefined) return undefined;
    const { connection } = subject;
    const reached = connection === undefined ? undefined : await reachedConnection(model, connection);
    const document = await vscode.workspace.openTextDocument({ language: "sql", content: "" });
    services.sql.contexts.start(document, {
      folder: model.folder.uri.toString(),
      ...(reached !== undefined && { connection: reached }),
    });
    await vscode.window.showTextDocument(document);
    return document.uri.toString();
  },
};
