import * as vscode from "vscode";
import type { AnswerMemory } from "../../answer-memory.ts";

type Values = Readonly<Record<string, string | null>>;

/** Asks for each parameter's value, beginning with the one it had last. Undefined when somebody gave up. */
export async function askValues(names: readonly string[], memory: AnswerMemory): Promise<Values | undefined> {
  const values: Record<string, string | null> = {};
  for (const [index, name] of names.entries()) {
    const question = `sql :${name}`;
    const value = await askValue(name, { step: index + 1, steps: names.length, last: memory.last(question) });
    if (value === undefined) return undefined;
    memory.keep(question, value ?? "");
    values[name] = value;
  }
  return values;
}

interface Step {
  readonly step: number;
  readonly steps: number;
  readonly last: string | undefined;
}

function askValue(name: string, { step, steps, last }: Step): Promise<string | null | undefined> {
  const box = vscode.window.createInputBox();
  const asNull: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon("circle-slash"),
    tooltip: "Use NULL",
  };
  box.title = `Value of :${name}`;
  box.prompt = "Sent to the server as a value, never as SQL: no quotes. The button is for NULL.";
  box.placeholder = "An empty text";
  box.step = step;
  box.totalSteps = steps;
  box.buttons = [asNull];
  box.ignoreFocusOut = true;
  box.value = last ?? "";
  const { promise, resolve } = Promise.withResolvers<string | null | undefined>();
  box.onDidAccept(() => resolve(box.value));
  box.onDidTriggerButton(() => resolve(null));
  box.onDidHide(() => resolve(undefined));
  box.show();
  return promise.finally(() => box.dispose());
}
