import * as vscode from "vscode";
import type { Command } from "./command.ts";

/** An empty SQL document, which runs on the connection that the command is about. */
export const newSql: Command = {
  id: "millrace.newSql",
  run: async ({ sql }, { folder, connection }) => {
    const document = await vscode.workspace.openTextDocument({ language: "sql", content: "" });
    sql.contexts.choose(document, {
      ...(folder !== undefined && { folder }),
      ...(connection !== undefined && { connection }),
    });
    await vscode.window.showTextDocument(document);
    return document.uri.toString();
  },
};
