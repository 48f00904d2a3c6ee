import * as vscode from "vscode";
import { UserError } from "../../protocol/user-error.ts";
import type { AnswerMemory } from "../answer-memory.ts";
import { type Choice, pickOne } from "./ask/pick.ts";
import { subjectFolder } from "./ask/subject-folder.ts";
import type { Command } from "./command.ts";
import { dagIdMistake, dagTemplate } from "./work/dag-template.ts";

const TITLE = "New DAG";

/** As an answer; the DAG's own schedule is null then. */
const BY_HAND = "none";

const SCHEDULES: readonly Choice<string>[] = [
  { value: "@daily", description: "every day at midnight" },
  { value: "@hourly", description: "every hour" },
  { value: "@weekly", description: "every Sunday at midnight" },
  { value: "@monthly", description: "on the first of every month" },
  { value: BY_HAND, description: "no schedule" },
].map(({ value, description }) => ({
  label: value === BY_HAND ? "By hand" : value,
  description,
  key: value,
  value,
}));

/** Works in folders without DAG files as well: it makes the first one, and `millrace.json` where there is none. */
export const newDag: Command = {
  id: "millrace.newDag",
  async run(services, subject) {
    const folder = await subjectFolder(subject);
    if (folder === undefined) return undefined;
    const dags = services.workspaces.of(folder.uri)?.view?.dags ?? [];
    const taken = dags.map(({ spec }) => spec.id);
    const id = subject.dagId ?? (await askId(taken));
    if (id === undefined) return undefined;
    const mistake = dagIdMistake(id, taken);
    if (mistake !== undefined) throw wrongId(id, mistake);
    const schedule = subject.schedule ?? (await askSchedule(services.memory));
    if (schedule === undefined) return undefined;
    const file = vscode.Uri.joinPath(folder.uri, `${id}.dag.ts`);
    if (await exists(file)) throw fileExists(file);
    await writeSettings(services.context.extensionUri, folder.uri);
    const startDate = `${new Date().getUTCFullYear()}-01-01`;
    const text = dagTemplate({ id, schedule: schedule === BY_HAND ? null : schedule, startDate });
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    await vscode.window.showTextDocument(file, { preview: false });
    return file.toString();
  },
};

async function askId(taken: readonly string[]): Promise<string | undefined> {
  const id = await vscode.window.showInputBox({
    title: TITLE,
    prompt: "The DAG's id; the file is named after it",
    placeHolder: "orders",
    validateInput: (text) => dagIdMistake(text.trim(), taken),
  });
  return id?.trim();
}

function askSchedule(memory: AnswerMemory): Promise<string | undefined> {
  return pickOne(SCHEDULES, { title: TITLE, placeholder: "When does it run?", topic: "schedule" }, memory);
}

function wrongId(id: string, mistake: string): UserError {
  return new UserError({ code: "wrong-dag-id", message: `"${id}" cannot be a DAG's id.`, next: mistake });
}

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
