import * as vscode from "vscode";
import type { ResultTab } from "../../sql/result-tab.ts";
import { messageText } from "../../text/message-text.ts";

/** A read-only target refuses what writes: another one may be what was meant. */
export async function offerTarget({ state }: ResultTab): Promise<void> {
  if (state.kind !== "failed" || state.error.code !== "read-only-target") return;
  const select = "Select Target";
  const answer = await vscode.window.showWarningMessage(messageText(state.error.message), select);
  if (answer === select) await vscode.commands.executeCommand("millrace.selectTarget");
}
