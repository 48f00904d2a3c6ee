import * as vscode from "vscode";
import { UserError } from "../../protocol/user-error.ts";
import { subjectFolder } from "./ask/subject-folder.ts";
import type { Command } from "./command.ts";
import { dagIdMistake, dagTemplate } from "./work/dag-template.ts";

const TITLE = "New DAG";

const SCHEDULES: readonly {
  readonly label: string;
  readonly description: string;
  readonly schedule: string | null;
}[] = [
  { label: "@daily", description: "every day at midnight", schedule: "@daily" },
  { label: "@hourly", description: "every hour", schedule: "@hourly" },
  { label: "@weekly", description: "every Sunday at midnight", schedule: "@weekly" },
  { label: "@monthly", description: "on the first of every month", schedule: "@monthly" },
  { label: "By hand", description: "no schedule", schedule: null },
];

/** Works in folders without DAG files as well: it makes the first one, and `millrace.json` where there is none. */
export const newDag: Command = {
  id: "millrace.newDag",
  async run(services, subject) {
    const folder = await subjectFolder(subject);
    if (folder === undefined) return undefined;
    const dags = services.workspaces.of(folder.uri)?.view?.dags ?? [];
    const taken = dags.map(({ spec }) => spec.id);
    const id = await vscode.window.showInputBox({
      title: TITLE,
      prompt: "The DAG's id; the file is named after it.",
      placeHolder: "orders",
      validateInput: (text) => dagIdMistake(text.trim(), taken),
    });
    if (id === undefined) return undefined;
    const picked = await vscode.window.showQuickPick(SCHEDULES, {
      title: TITLE,
      placeHolder: "When does it run?",
    });
    if (picked === undefined) return undefined;
    const file = vscode.Uri.joinPath(folder.uri, `${id.trim()}.dag.ts`);
    if (await exists(file)) throw fileExists(file);
    await writeSettings(services.context.extensionUri, folder.uri);
    const startDate = `${new Date().getUTCFullYear()}-01-01`;
    const text = dagTemplate({ id: id.trim(), schedule: picked.schedule, startDate });
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    await vscode.window.showTextDocument(file);
    return file.toString();
  },
};

/** The settings that `millrace init` begins with. */
async function writeSettings(extensionUri: vscode.Uri, folder: vscode.Uri): Promise<void> {
  for (const name of ["millrace.json", ".gitignore"]) {
    const target = vscode.Uri.joinPath(folder, name);
    if (await exists(target)) continue;
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(extensionUri, "samples", "empty", name), target);
  }
}

async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}

function fileExists(file: vscode.Uri): UserError {
  return new UserError({
    code: "file-exists",
    message: `There is a file ${file.path.split("/").at(-1)} already.`,
    next: "Choose another id, or open the file.",
  });
}
