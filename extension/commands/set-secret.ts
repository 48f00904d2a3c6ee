import * as vscode from "vscode";
import type { FolderSecrets } from "../secrets/folder-secrets.ts";
import { shortLived } from "../secrets/secret-errors.ts";
import { messageText } from "../text/message-text.ts";
import { promptText } from "../text/prompt-text.ts";
import type { WorkspaceModel } from "../workspaces.ts";
import { askFolder } from "./ask/ask-folder.ts";
import { plainItem } from "./ask/plain-item.ts";
import { referredSecrets } from "./ask/secret-names.ts";
import type { Command } from "./command.ts";

const TITLE = "Set Secret";
const SHOW = "Show millrace.json";
const ANOTHER = "Another name…";

/** Keeps a secret for the folder. Sessions that open from now on have it. */
export const setSecret: Command = {
  id: "millrace.setSecret",
  async run(services, subject) {
    const model = await askFolder(services, subject);
    if (model === undefined) return undefined;
    const secrets = services.secrets.of(model.folder);
    const name = subject.secret ?? (await askName(model, secrets));
    if (name === undefined) return undefined;
    const secret = await vscode.window.showInputBox({
      title: TITLE,
      prompt: promptText(`The secret ${name}; it goes into the editor's secret storage and nowhere else`),
      password: true,
      ignoreFocusOut: true,
      validateInput: (text) => (text === "" ? "A secret is not empty." : undefined),
    });
    if (secret === undefined || secret === "") return undefined;
    await secrets.keep(name, secret);
    vscode.window.setStatusBarMessage("$(key) Secret kept", 3000);
    // Nobody waits for the answer: callers get the name at once.
    if (await secrets.areShortLived()) void tellShortLived(model.folder, name);
    return name;
  },
};

async function tellShortLived({ uri }: vscode.WorkspaceFolder, name: string): Promise<void> {
  const chosen = await vscode.window.showWarningMessage(messageText(shortLived(name)), SHOW);
  if (chosen === SHOW) await vscode.window.showTextDocument(vscode.Uri.joinPath(uri, "millrace.json"));
}

async function askName(model: WorkspaceModel, secrets: FolderSecrets): Promise<string | undefined> {
  const referred = await referredSecrets(model);
  if (referred.length === 0) return askNewName();
  const items = await Promise.all(
    referred.map(async (name) => ({
      label: name,
      description: (await secrets.get(name)) === undefined ? "not set" : "set",
      iconPath: new vscode.ThemeIcon("key"),
      name,
    })),
  );
  const another = { label: ANOTHER, name: undefined };
  const picked = await vscode.window.showQuickPick<{
    readonly label: string;
    readonly name: string | undefined;
  }>([...items.map(plainItem), another], { title: TITLE, placeHolder: "Which secret of millrace.json?" });
  return picked === undefined ? undefined : (picked.name ?? askNewName());
}

async function askNewName(): Promise<string | undefined> {
  const name = await vscode.window.showInputBox({
    title: TITLE,
    prompt: 'Its name, by which millrace.json refers to it: { "editor": "…" }',
    placeHolder: "warehouse.password",
    validateInput: (text) => (text.trim() === "" ? "It needs a name." : undefined),
  });
  return name?.trim() || undefined;
}
