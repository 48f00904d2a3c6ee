import * as vscode from "vscode";
import { errorText, refusalOf } from "../runner-error.ts";
import type { Services } from "../services.ts";
import { subjectOf } from "../subject.ts";
import { messageText } from "../text/message-text.ts";
import type { Command } from "./command.ts";
import { errorActions } from "./error-actions.ts";

/** What a command throws is shown, never lost: in the runner's words, or as a defect that is in the log. */
export function registerCommands(commands: readonly Command[], services: Services): vscode.Disposable[] {
  return commands.map((command) =>
    vscode.commands.registerCommand(command.id, async (argument: unknown) => {
      try {
        return await command.run(services, subjectOf(argument));
      } catch (error) {
        // Nobody waits for the message: callers get their answer at once.
        void showFailure(error, services);
        return undefined;
      }
    }),
  );
}

const SHOW_LOG = "Show Log";

async function showFailure(error: unknown, { log }: Services): Promise<void> {
  const refusal = refusalOf(error);
  if (refusal === undefined) {
    log.error(error instanceof Error ? error : String(error));
    const text = `Millrace could not do this: ${errorText(error)}`;
    if ((await vscode.window.showErrorMessage(messageText(text), SHOW_LOG)) === SHOW_LOG) log.show();
    return;
  }
  const actions = errorActions(refusal.code);
  const buttons = actions.map(({ button }) => button);
  const chosen = await vscode.window.showErrorMessage(messageText(errorText(error)), ...buttons);
  const action = actions.find(({ button }) => button === chosen);
  if (action !== undefined) await vscode.commands.executeCommand(action.command);
}
