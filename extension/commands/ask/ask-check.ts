import * as vscode from "vscode";
import { shownName } from "../../../protocol/text/shown-text.ts";
import { checkFinding } from "../../check-words.ts";
import { checksOf, type DefinedCheck, isFailing } from "../../checks-of.ts";
import type { Services } from "../../services.ts";
import type { CommandSubject } from "../../subject.ts";
import { outcomeIcon } from "../../trees/marks.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { askFolder } from "./ask-folder.ts";
import { type Choice, pickOne } from "./pick.ts";

export interface AskedCheck extends DefinedCheck {
  readonly model: WorkspaceModel;
}

/** The check that a command is about, or the one picked of those that fit; what fails is offered first. */
export async function askCheck(
  services: Services,
  subject: CommandSubject,
  title: string,
  fits: (check: DefinedCheck) => boolean,
): Promise<AskedCheck | undefined> {
  const model = await askFolder(services, subject);
  if (model?.view === undefined) return undefined;
  const all = checksOf(model.view);
  const { dagId, taskId, check: name } = subject;
  const named = all.filter(
    ({ dag, taskId: task, spec }) =>
      (dagId === undefined || dag.spec.id === dagId) &&
      (taskId === undefined || task === taskId) &&
      (name === undefined || spec.name === name),
  );
  const [only] = named;
  if (only !== undefined && named.length === 1) return { ...only, model };
  const choices = named.filter(fits).toSorted((a, b) => Number(isFailing(b)) - Number(isFailing(a)));
  const picked = await pickOne(
    choices.map(choiceOf),
    { title, placeholder: "Which check?" },
    services.memory,
  );
  return picked && { ...picked, model };
}

function choiceOf(check: DefinedCheck): Choice<DefinedCheck> {
  const { dag, taskId, spec, result } = check;
  const { icon, color } = outcomeIcon(result?.outcome);
  return {
    label: shownName(spec.name),
    description: `${shownName(dag.spec.id)} · ${shownName(taskId)}`,
    detail: result === undefined ? "Not evaluated yet" : checkFinding(result),
    iconPath: new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color)),
    key: JSON.stringify([dag.spec.id, taskId, spec.name]),
    value: check,
  };
}
