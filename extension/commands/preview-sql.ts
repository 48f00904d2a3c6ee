import * as vscode from "vscode";
import { renderedUri, showRendered } from "../sql/rendered-sql.ts";
import { taskOfFile } from "../sql/sql-file-tasks.ts";
import { askDag } from "./ask/ask-dag.ts";
import { askFolder } from "./ask/ask-folder.ts";
import { askTask } from "./ask/ask-task.ts";
import type { Command } from "./command.ts";

/** A task's SQL, or that of the active editor, as it would be sent for the interval that is chosen. */
export const previewSql: Command = {
  id: "millrace.previewSql",
  run: async (services, subject) => {
    const editor = vscode.window.activeTextEditor;
    const isAboutEditor = subject.taskId === undefined && editor?.document.languageId === "sql";
    const ownModel = isAboutEditor ? services.workspaces.of(editor.document.uri) : undefined;
    // A file that tasks use is shown as its task runs it; other SQL as its own context has it.
    const ownTask = ownModel && editor ? taskOfFile(ownModel, editor.document.uri) : undefined;
    if (isAboutEditor && ownTask === undefined)
      return showRendered(renderedUri({ kind: "document", document: editor.document.uri.toString() }));

    const model = ownModel ?? (await askFolder(services, subject));
    if (model === undefined) return undefined;
    const wanted = { ...subject, ...ownTask };
    const dag = await askDag(services, model, wanted, "Preview Rendered SQL");
    const task = dag && (await askTask(services, model, dag, wanted, "Preview Rendered SQL"));
    if (dag === undefined || task === undefined) return undefined;
    const chosen = isAboutEditor ? services.sql.contexts.of(editor.document)?.interval?.date : undefined;
    const date = subject.date ?? chosen;
    const uri = renderedUri({
      kind: "task",
      folder: model.folder.uri.toString(),
      dagId: dag.spec.id,
      taskId: task.id,
      ...(date !== undefined && { date }),
    });
    return showRendered(uri);
  },
};
