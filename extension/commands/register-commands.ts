import * as vscode from "vscode";
import { UserError } from "../../protocol/user-error.ts";
import { RunnerError } from "../runner-error.ts";
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
    const text = `Millrace could not do this: ${error instanceof Error ? error.message : String(error)}`;
    if ((await vscode.window.showErrorMessage(messageText(text), SHOW_LOG)) === SHOW_LOG) log.show();
    return;
  }
  const { message, next, code } = refusal;
  const actions = errorActions(code);
  const text = messageText(next === undefined ? message : `${message} ${next}`);
  const chosen = await vscode.window.showErrorMessage(text, ...actions.map(({ button }) => button));
  const action = actions.find(({ button }) => button === chosen);
  if (action !== undefined) await vscode.commands.executeCommand(action.command);
}

/** What somebody can do something about; undefined for a defect. */
function refusalOf(
  error: unknown,
): { readonly code: string; readonly message: string; readonly next?: string | undefined } | undefined {
  if (error instanceof RunnerError) return error.data;
  return error instanceof UserError ? error : undefined;
}
