import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { cancelRequest } from "../../../protocol/rpc/work.ts";
import type { RunnerClient } from "../../runner-client.ts";
import { messageText } from "../../text/message-text.ts";

/** A request that takes long, as a notification with Cancel. Undefined when it was cancelled. */
export async function cancellable<T>(
  client: RunnerClient,
  title: string,
  ask: (requestId: string, report: (message: string) => void) => Promise<T>,
): Promise<T | undefined> {
  const requestId = randomUUID();
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(() => void client.request(cancelRequest, { requestId }).catch(() => {}));
    try {
      return await ask(requestId, (message) => progress.report({ message: messageText(message) }));
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    }
  });
}
