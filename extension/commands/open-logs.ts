import * as vscode from "vscode";
import { runDetail } from "../../protocol/rpc/runs.ts";
import type { RunDetail, TaskView } from "../../protocol/rpc/workspace.ts";
import { UserError } from "../../protocol/user-error.ts";
import { logUriParts } from "../log-address.ts";
import type { Services } from "../services.ts";
import { stateIcon } from "../state-icon.ts";
import { taskText } from "../text/run-texts.ts";
import { askDag } from "./ask/ask-dag.ts";
import { askFolder } from "./ask/ask-folder.ts";
import { pickOne } from "./ask/pick.ts";
import { runSubject } from "./ask/run-subject.ts";
import type { Command } from "./command.ts";

const TITLE = "Open Logs";

/** The log of a task's last try, in the given run or the DAG's last one. */
export const openLogs: Command = {
  id: "millrace.openLogs",
  async run(services, given) {
    const model = await askFolder(services, given);
    const subject = model === undefined ? given : await runSubject(model, given);
    const dag =
      model &&
      (await askDag(services, model, subject, TITLE, {
        fits: ({ lastRun }) => lastRun !== null,
        none: "No DAG here has run yet.",
      }));
    if (model === undefined || dag === undefined) return undefined;
    const runId = subject.runId ?? dag.lastRun?.run.runId;
    if (runId === undefined) throw neverRan(dag.spec.id);
    const client = await model.client();
    const detail = await client.request(runDetail, { runId });
    const task = await askStarted(services, detail, subject.taskId);
    if (task === undefined) return undefined;
    const tryNumber = await askTry(task, subject.tryNumber);
    if (tryNumber === undefined) return undefined;
    const address = { folder: model.folder.uri.toString(), runId, taskId: task.taskId, tryNumber };
    const uri = vscode.Uri.from(logUriParts(address, detail.run.label));
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
    return uri.toString();
  },
};

async function askStarted(
  { memory }: Services,
  { run, tasks }: RunDetail,
  taskId: string | undefined,
): Promise<TaskView | undefined> {
  const started = tasks.filter(({ tryNumber }) => tryNumber > 0);
  if (taskId !== undefined) {
    const task = started.find((one) => one.taskId === taskId);
    if (task === undefined) throw notStarted(taskId, run.label);
    return task;
  }
  const [only] = started;
  if (only === undefined) throw notStarted(undefined, run.label);
  if (started.length === 1) return only;
  const choices = started.map((task) => ({
    label: task.taskId,
    description: taskText(task),
    iconPath: stateIcon(task.state),
    key: task.taskId,
    value: task,
  }));
  const failed = started.find(({ state }) => state === "failed")?.taskId;
  return pickOne(
    choices,
    { title: TITLE, placeholder: `Which task of ${run.dagId} · ${run.label}?`, offered: failed },
    memory,
  );
}

/** The last try is what people look for; earlier ones are offered below it. */
async function askTry(
  { tryNumber, taskId }: TaskView,
  wanted: number | undefined,
): Promise<number | undefined> {
  if (tryNumber === 1) return 1;
  if (wanted !== undefined && wanted <= tryNumber) return wanted;
  const tries = Array.from({ length: tryNumber }, (_, index) => tryNumber - index).map((number) => ({
    label: `Try ${number}`,
    description: number === tryNumber ? "last" : "",
    number,
  }));
  return (await vscode.window.showQuickPick(tries, { title: TITLE, placeHolder: taskId }))?.number;
}

function neverRan(dagId: string): UserError {
  return new UserError({ code: "no-runs", message: `${dagId} has not run yet.`, next: "Run DAG starts it." });
}

function notStarted(taskId: string | undefined, label: string): UserError {
  const message =
    taskId === undefined
      ? `No task of the run of ${label} has started, so there are no logs.`
      : `${taskId} has not started in the run of ${label}, so it has no log.`;
  return new UserError({ code: "no-log", message });
}
