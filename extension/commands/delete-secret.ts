import * as vscode from "vscode";
import { UserError } from "../../protocol/user-error.ts";
import { askFolder } from "./ask/ask-folder.ts";
import { plainItem } from "./ask/plain-item.ts";
import { referredSecrets } from "./ask/secret-names.ts";
import type { Command } from "./command.ts";

/** Forgets a secret of the folder. Sessions that are open go on. */
export const deleteSecret: Command = {
  id: "millrace.deleteSecret",
  async run(services, subject) {
    const model = await askFolder(services, subject);
    if (model === undefined) return undefined;
    const secrets = services.secrets.of(model.folder);
    const name = subject.secret ?? (await askName());
    if (name === undefined) return undefined;
    await secrets.forget(name);
    vscode.window.setStatusBarMessage("$(check) Secret deleted", 3000);
    return name;

    async function askName(): Promise<string | undefined> {
      const referred = model === undefined ? [] : await referredSecrets(model);
      const known = [...new Set([...secrets.names(), ...referred])].sort();
      const kept = await Promise.all(
        known.map(async (one) => ((await secrets.get(one)) === undefined ? [] : [one])),
      );
      const names = kept.flat();
      if (names.length === 0) throw noSecrets();
      const items = names.map((one) => ({
        label: one,
        description: referred.includes(one) ? "millrace.json refers to it" : "",
        iconPath: new vscode.ThemeIcon("key"),
        one,
      }));
      const picked = await vscode.window.showQuickPick(items.map(plainItem), {
        title: "Delete Secret",
        placeHolder: "Which one is to be forgotten?",
      });
      return picked?.one;
    }
  },
};

function noSecrets(): UserError {
  return new UserError({
    code: "no-secrets",
    message: "The editor keeps no secret for this folder.",
    next: "Set Secret keeps one.",
  });
}
