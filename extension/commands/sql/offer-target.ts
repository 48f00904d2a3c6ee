import * as vscode from "vscode";
import type { TargetView } from "../../../protocol/rpc/workspace.ts";
import type { ResultTab } from "../../sql/result-tab.ts";
import { messageText } from "../../text/message-text.ts";

const REFUSALS: ReadonlySet<string> = new Set(["read-only", "read-only-target"]);

/** A read-only target refuses what writes: another one may be what was meant. */
export async function offerTarget(
  { state }: ResultTab,
  target: TargetView | null | undefined,
): Promise<void> {
  // A connection may be read-only by itself, whatever the target.
  if (target?.readOnly !== true || state.kind !== "failed" || !REFUSALS.has(state.error.code)) return;
  const select = "Select Target";
  const answer = await vscode.window.showWarningMessage(messageText(state.error.message), select);
  if (answer === select) await vscode.commands.executeCommand("millrace.selectTarget");
}
