import * as vscode from "vscode";
import { messageText } from "../text/message-text.ts";

const SET = "Set Secret";

/** Nobody waits for the answer: whoever asked for the secret is told that there is none. */
export function tellLostSecret({ uri }: vscode.WorkspaceFolder, name: string): void {
  const text = messageText(
    `The editor does not have the secret ${name} any more: where a machine has no keyring, secrets last until it is closed. Set it again, or give it in another way.`,
  );
  void vscode.window.showWarningMessage(text, SET).then((button) => {
    const subject = { folder: uri.toString(), secret: name };
    if (button === SET) void vscode.commands.executeCommand("millrace.setSecret", subject);
  });
}
