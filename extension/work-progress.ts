import * as vscode from "vscode";
import { runDetail } from "../protocol/rpc/runs.ts";
import { controlWork } from "../protocol/rpc/work.ts";
import { followWork } from "./follow-work.ts";
import { errorText } from "./runner-error.ts";
import type { Services } from "./services.ts";
import type { CommandSubject } from "./subject.ts";
import { messageText } from "./text/message-text.ts";
import { statusText } from "./text/status-text.ts";
import { failureText } from "./work-failure.ts";
import { progressShare, progressText, type WorkTally } from "./work-tally.ts";
import type { WorkspaceModel } from "./workspaces.ts";

/** What `executeWork` answered: the runs to follow. */
export interface StartedWork {
  readonly dagId: string;
  readonly runIds: readonly string[];
  readonly backfillId?: string;
}

/** How the work came to its end; `unknown` when nobody can tell: the runner is gone, or the folder was closed. */
export type WorkEnd = "success" | "failed" | "cancelled" | "paused" | "unknown";

const SHORTLY_MS = 5000;

/**
 * Shows what the user started until it ends: a notification with progress and Cancel (hiding it cancels nothing), a
 * message with what to do next when something failed, a short one in the status bar when all is well.
 */
export async function withWork(
  services: Services,
  model: WorkspaceModel,
  title: string,
  started: StartedWork,
): Promise<WorkEnd> {
  const { end, tally } = await showProgress(services, model, title, started);
  const folder = model.folder.uri.toString();
  const { dagId, backfillId, runIds } = started;
  switch (end) {
    case "success":
      vscode.window.setStatusBarMessage(
        `$(check) ${statusText(title)}: ${tally === undefined ? "done" : progressText(tally)}`,
        SHORTLY_MS,
      );
      break;
    case "cancelled":
    case "paused":
      vscode.window.setStatusBarMessage(`$(circle-slash) ${statusText(title)}: ${end}`, SHORTLY_MS);
      break;
    case "failed": {
      const [onlyRun] = runIds.length === 1 ? runIds : [];
      const subject: CommandSubject = {
        folder,
        dagId,
        ...(onlyRun !== undefined && { runId: onlyRun }),
        ...(backfillId !== undefined && onlyRun === undefined && { backfillId }),
      };
      const text = await describeFailure(model, title, onlyRun, tally);
      // Nobody waits for the answer: the work has ended.
      void offerNextSteps(text, subject);
      break;
    }
    case "unknown":
      // The runner's own trouble is told where it is known.
      break;
  }
  return end;
}

async function showProgress(
  services: Services,
  model: WorkspaceModel,
  title: string,
  started: StartedWork,
): Promise<{ readonly end: WorkEnd; readonly tally: WorkTally | undefined }> {
  const shown: { tally: WorkTally | undefined; text: string; share: number } = {
    tally: undefined,
    text: "",
    share: 0,
  };
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const end = await vscode.window.withProgress(options, async (progress, token) => {
    const cancel = token.onCancellationRequested(() => {
      progress.report({ message: "cancelling…" });
      cancelWork(model, started).catch((error) =>
        vscode.window.showErrorMessage(messageText(errorText(error))),
      );
    });
    try {
      return await followWork(services.workspaces, model, started, (tally) => {
        shown.tally = tally;
        const text = token.isCancellationRequested ? "cancelling…" : progressText(tally);
        const share = progressShare(tally);
        if (text === shown.text && share === shown.share) return;
        progress.report({ message: text, increment: Math.max(0, share - shown.share) * 100 });
        shown.text = text;
        shown.share = share;
      });
    } finally {
      cancel.dispose();
    }
  });
  return { end, tally: shown.tally };
}

async function cancelWork(model: WorkspaceModel, { runIds, backfillId }: StartedWork): Promise<void> {
  const client = await model.client();
  const scope = backfillId === undefined ? { runIds } : { backfillId };
  await client.request(controlWork, { kind: "cancel", scope });
}

/** Of one run the task that failed, and why. */
async function describeFailure(
  model: WorkspaceModel,
  title: string,
  runId: string | undefined,
  tally: WorkTally | undefined,
): Promise<string> {
  try {
    if (runId === undefined) return failureText(title, tally, undefined);
    const client = await model.client();
    return failureText(title, tally, await client.request(runDetail, { runId }));
  } catch {
    return failureText(title, tally, undefined);
  }
}

async function offerNextSteps(text: string, subject: CommandSubject): Promise<void> {
  const steps: Readonly<Record<string, () => Thenable<unknown>>> = {
    "Open Graph": () => vscode.commands.executeCommand("millrace.openGraph", subject),
    "Show Problems": () => vscode.commands.executeCommand("workbench.actions.view.problems"),
    Retry: () => vscode.commands.executeCommand("millrace.retryFailed", subject),
  };
  const chosen = await vscode.window.showErrorMessage(messageText(text), ...Object.keys(steps));
  if (chosen !== undefined) await steps[chosen]?.();
}
