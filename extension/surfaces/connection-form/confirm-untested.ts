import * as vscode from "vscode";
import type { TestStepView } from "../../../protocol/rpc/connections.ts";
import { messageText } from "../../text/message-text.ts";

const UNTESTED = "Save Untested";
const ANYWAY = "Save Anyway";

/** Whether a connection is to be saved that no test has passed. Undefined for the step: there was no test of it. */
export async function confirmUntested(name: string, failed: TestStepView | undefined): Promise<boolean> {
  const message =
    failed === undefined ? `Save ${name} without a test?` : `Save ${name}, although its test failed?`;
  const detail =
    failed === undefined
      ? "Nobody has seen whether it works. What uses it may fail."
      : `${failed.text} What uses it will fail until that is mended.`;
  const button = failed === undefined ? UNTESTED : ANYWAY;
  const options = { modal: true, detail: messageText(detail) };
  return (await vscode.window.showWarningMessage(messageText(message), options, button)) === button;
}
