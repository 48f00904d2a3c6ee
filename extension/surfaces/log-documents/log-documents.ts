import * as vscode from "vscode";
import { taskLog } from "../../../protocol/rpc/runs.ts";
import { isFinished } from "../../../protocol/run.ts";
import { LOG_SCHEME, type LogAddress, logAddressOf } from "../../log-address.ts";
import { errorText } from "../../runner-error.ts";
import type { Services } from "../../services.ts";
import type { Surface } from "../surface.ts";

/** Time between two looks at the log of a task that runs, in milliseconds. */
const FOLLOW_EVERY = 1000;

/** Logs as read-only documents, which go on while their tasks run. */
export const logDocuments: Surface = {
  name: "log documents",
  register({ workspaces }) {
    const changed = new vscode.EventEmitter<vscode.Uri>();
    const following = setInterval(() => {
      for (const { document } of vscode.window.visibleTextEditors)
        if (isFollowed(document.uri, workspaces)) changed.fire(document.uri);
    }, FOLLOW_EVERY);
    return vscode.Disposable.from(
      changed,
      { dispose: () => clearInterval(following) },
      vscode.workspace.registerTextDocumentContentProvider(LOG_SCHEME, {
        onDidChange: changed.event,
        provideTextDocumentContent: (uri) => logText(uri, workspaces),
      }),
      workspaces.onDidChange((event) => {
        if (event?.change.kind !== "history") return;
        const tasks = new Set(event.change.changes.tasks.map(({ runId, task }) => `${runId} ${task.taskId}`));
        for (const { uri } of vscode.workspace.textDocuments) {
          const address = addressOf(uri);
          if (address !== undefined && tasks.has(`${address.runId} ${address.taskId}`)) changed.fire(uri);
        }
      }),
    );
  },
};

async function logText(uri: vscode.Uri, workspaces: Services["workspaces"]): Promise<string> {
  const address = addressOf(uri);
  const model = address && workspaces.byFolder(address.folder);
  if (model === undefined) return "";
  try {
    const { runId, taskId, tryNumber } = address as LogAddress;
    const client = await model.client();
    return (await client.request(taskLog, { runId, taskId, tryNumber })).text;
  } catch (error) {
    return errorText(error);
  }
}

function isFollowed(uri: vscode.Uri, workspaces: Services["workspaces"]): boolean {
  const address = addressOf(uri);
  const run = address && workspaces.byFolder(address.folder)?.run(address.runId);
  const task = run?.tasks.find(({ taskId }) => taskId === address?.taskId);
  return task !== undefined && task.tryNumber === address?.tryNumber && !isFinished(task.state);
}

function addressOf(uri: vscode.Uri): LogAddress | undefined {
  return uri.scheme === LOG_SCHEME ? logAddressOf(uri.query) : undefined;
}
