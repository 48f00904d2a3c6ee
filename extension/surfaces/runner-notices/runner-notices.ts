import * as vscode from "vscode";
import { errorText } from "../../runner-error.ts";
import type { CommandSubject } from "../../subject.ts";
import { messageText } from "../../text/message-text.ts";
import type { RunnerNotice, WorkspaceModel, WorkspaceState } from "../../workspaces.ts";
import type { Surface } from "../surface.ts";
import { brokenText, type NoticeAction, type NoticeText, noticeText } from "./notice-text.ts";
import { type ResumeCall, resumeCalls } from "./resume-waiting.ts";

/** One that ends again and again is said once; the status bar shows the rest. */
const SAID_FOR_MS = 10 * 60_000;

/** Says once what happened to a runner that nobody asked for. */
export const runnerNotices: Surface = {
  name: "runner notices",
  register: ({ workspaces, log }) => {
    const said = new WeakMap<WorkspaceModel, number>();
    const broken = new WeakMap<WorkspaceModel, WorkspaceState>();
    const say = (text: NoticeText, model: WorkspaceModel, notice?: RunnerNotice): void => {
      show(text, model, notice).catch((error) => log.error(errorText(error)));
    };
    return vscode.Disposable.from(
      workspaces.onDidNotice(({ model, notice }) => {
        if (notice.kind === "ended-unexpectedly") {
          const now = Date.now();
          if ((said.get(model) ?? Number.NEGATIVE_INFINITY) > now - SAID_FOR_MS) return;
          said.set(model, now);
        }
        say(noticeText(notice, model.folder.name), model, notice);
      }),
      workspaces.onDidChange((event) => {
        if (event?.change.kind !== "state") return;
        const { model } = event;
        if (model.state.kind !== "broken") broken.delete(model);
        else if (broken.get(model) !== model.state) {
          broken.set(model, model.state);
          say(brokenText(model.state, model.folder.name), model);
        }
      }),
    );
  },
};

async function show(
  { severity, message, actions }: NoticeText,
  model: WorkspaceModel,
  notice: RunnerNotice | undefined,
): Promise<void> {
  const chosen = await SHOW[severity](messageText(message), ...actions);
  if (chosen !== undefined) await act(chosen, model, notice);
}

const SHOW = {
  information: (text: string, ...actions: NoticeAction[]) =>
    vscode.window.showInformationMessage(text, ...actions),
  warning: (text: string, ...actions: NoticeAction[]) => vscode.window.showWarningMessage(text, ...actions),
  error: (text: string, ...actions: NoticeAction[]) => vscode.window.showErrorMessage(text, ...actions),
} as const;

async function resume(calls: readonly ResumeCall[]): Promise<void> {
  for (const { command, subject } of calls) await vscode.commands.executeCommand(command, subject);
  if (calls.length > 0) return;
  const text = "None of these runs waits on the target that is chosen: select theirs to see them.";
  if ((await vscode.window.showInformationMessage(text, SELECT_TARGET)) === SELECT_TARGET)
    await vscode.commands.executeCommand("millrace.selectTarget");
}

const SELECT_TARGET = "Select Target";

async function act(
  action: NoticeAction,
  model: WorkspaceModel,
  notice: RunnerNotice | undefined,
): Promise<void> {
  const subject: CommandSubject = { folder: model.folder.uri.toString() };
  switch (action) {
    case "Show Log":
      await vscode.commands.executeCommand("millrace.showRunnerLog", subject);
      return;
    case "Show Runs":
      await vscode.commands.executeCommand("millrace.runs.focus");
      return;
    case "Resume":
      if (notice?.kind !== "runs-recovered") return;
      // One after the other: each asks for the target's name.
      await resume(resumeCalls(notice.waiting, model.view?.openRuns ?? [], subject.folder ?? ""));
      return;
    case "Restart Runner":
      await vscode.commands.executeCommand("millrace.restartRunner", subject);
      return;
    case "End It and Its Runs":
      if (notice?.kind === "other-version") await notice.end();
      return;
  }
}
