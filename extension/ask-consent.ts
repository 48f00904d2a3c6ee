import * as vscode from "vscode";

/**
 * Asks before something is written on a production target: its name has to be typed, and it is for this one thing only.
 * `what` is as a title says it: `Run sparkify`. Undefined when the user gives up.
 */
export async function askConsent(target: string, what: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: `${what} on ${target}`,
    prompt: `${target} is a production target. Type its name to go on.`,
    placeHolder: target,
    ignoreFocusOut: true,
    validateInput: (text) =>
      text === "" || text === target ? undefined : `Type ${target}, or press Escape.`,
  });
  return typed === target ? target : undefined;
}
