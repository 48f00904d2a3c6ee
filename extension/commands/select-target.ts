import * as vscode from "vscode";
import type { TargetView } from "../../protocol/rpc/workspace.ts";
import { askFolder } from "./ask/ask-folder.ts";
import { type Choice, pickOne } from "./ask/pick.ts";
import type { Command } from "./command.ts";

const ADD_TARGETS = "Open millrace.json";

export const selectTarget: Command = {
  id: "millrace.selectTarget",
  async run(services, subject) {
    const model = await askFolder(services, subject);
    if (model?.view === undefined) return undefined;
    const { targets, target } = model.view;
    if (targets.length === 0) {
      const text = "millrace.json has no targets: everything works on its connections as they are named.";
      if ((await vscode.window.showInformationMessage(text, ADD_TARGETS)) === ADD_TARGETS)
        await vscode.window.showTextDocument(vscode.Uri.joinPath(model.folder.uri, "millrace.json"));
      return undefined;
    }
    const { target: wanted } = subject;
    if (wanted !== undefined) {
      await model.selectTarget(wanted);
      return wanted;
    }
    const choices = targets.map((one) => choiceOf(one, one.name === target?.name));
    const question = { title: "Select Target", placeholder: "Where is the work done?" };
    const name = await pickOne(choices, question, services.memory);
    if (name === undefined) return undefined;
    await model.selectTarget(name);
    return name;
  },
};

function choiceOf(
  { name, description, production, readOnly }: TargetView,
  isChosen: boolean,
): Choice<string> {
  const words = [
    ...(isChosen ? ["current"] : []),
    ...(production ? ["production"] : []),
    ...(readOnly ? ["read-only"] : []),
  ];
  return {
    label: name,
    description: words.join(" · "),
    ...(description !== undefined && { detail: description }),
    iconPath: new vscode.ThemeIcon(production ? "warning" : readOnly ? "lock" : "target"),
    key: name,
    value: name,
  };
}
