import * as vscode from "vscode";
import { UserError } from "../../protocol/user-error.ts";
import { checkSqlUri } from "../check-sql-uri.ts";
import { askCheck } from "./ask/ask-check.ts";
import type { Command } from "./command.ts";

/** The statement that a check ran at its latest result, templates filled. */
export const openCheckSql: Command = {
  id: "millrace.openCheckSql",
  run: async (services, subject) => {
    const asked = await askCheck(
      services,
      subject,
      "Open SQL of Check",
      ({ result }) => result?.sql !== undefined,
    );
    if (asked === undefined) return undefined;
    const { model, dag, taskId, spec, result } = asked;
    if (result?.sql === undefined) throw noSql(spec.name);
    const folder = model.folder.uri.toString();
    const uri = checkSqlUri({ folder, dagId: dag.spec.id, taskId, check: spec.name });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, "sql");
    await vscode.window.showTextDocument(document, { preview: true });
    return uri.toString();
  },
};

function noSql(name: string): UserError {
  return new UserError({
    code: "no-check-sql",
    message: `"${name}" has run no statement yet.`,
    next: "Run the check first.",
  });
}
