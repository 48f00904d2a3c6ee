import * as vscode from "vscode";
import { type RunChecksParams, runChecks as runChecksRequest } from "../../protocol/rpc/work.ts";
import type { CheckView, WorkspaceView } from "../../protocol/rpc/workspace.ts";
import { counted } from "../../protocol/text/counted.ts";
import { intervalLabeler } from "../../protocol/text/interval-label.ts";
import type { CommandSubject } from "../subject.ts";
import type { WorkspaceModel } from "../workspaces.ts";
import { askFolder } from "./ask/ask-folder.ts";
import { cursorSubject } from "./ask/cursor-subject.ts";
import { type Choice, pickOne } from "./ask/pick.ts";
import type { Command } from "./command.ts";
import { cancellable } from "./work/cancellable.ts";
import { outcomeSummary } from "./work/outcome-summary.ts";

const SHOW_PROBLEMS = "Show Problems";

type Wanted = Omit<RunChecksParams, "requestId">;

export const runChecks: Command = {
  id: "millrace.runChecks",
  async run(services, subject) {
    const model = await askFolder(services, subject);
    if (model?.view === undefined) return undefined;
    const question = {
      title: "Run Checks",
      placeholder: "Which checks?",
      topic: `checks ${model.folder.uri.toString()}`,
      offered: cursorSubject(model).dagId,
    };
    const wanted = wantedBy(subject) ?? (await pickOne(choicesOf(model.view), question, services.memory));
    if (wanted === undefined) return undefined;
    const results = await evaluate(model, wanted);
    if (results === undefined) return undefined;
    tell(results, intervalsOf(model.view, results));
    return results.map(({ dagId, taskId, name, outcome }) => ({ dagId, taskId, name, outcome }));
  },
};

function wantedBy({ dagId, taskId, check, table, date }: CommandSubject): Wanted | undefined {
  if (dagId === undefined && table === undefined) return undefined;
  return {
    ...(dagId !== undefined && { dagId }),
    ...(taskId !== undefined && { taskId }),
    ...(check !== undefined && { names: [check] }),
    ...(table !== undefined && { tables: [table] }),
    ...(date !== undefined && { date }),
  };
}

function choicesOf({ dags }: WorkspaceView): readonly Choice<Wanted>[] {
  const ofDags = dags.flatMap(({ spec }) => {
    const tasks = spec.tasks.filter(({ checks }) => checks.length > 0);
    const count = tasks.reduce((sum, { checks }) => sum + checks.length, 0);
    if (count === 0) return [];
    const whole = {
      label: spec.id,
      description: counted(count, "check"),
      key: spec.id,
      value: { dagId: spec.id },
    };
    const parts = tasks.map(({ id, checks }) => ({
      label: `${spec.id} · ${id}`,
      description: counted(checks.length, "check"),
      key: `${spec.id} ${id}`,
      value: { dagId: spec.id, taskId: id },
    }));
    return [whole, ...parts];
  });
  return dags.length > 1 ? [{ label: "All checks", key: "", value: {} }, ...ofDags] : ofDags;
}

async function evaluate(model: WorkspaceModel, wanted: Wanted): Promise<readonly CheckView[] | undefined> {
  const client = await model.client();
  return cancellable(client, "Evaluating checks", (requestId) =>
    client.request(runChecksRequest, { requestId, ...wanted }),
  );
}

/** The intervals that the checks looked at, as their DAGs call them. */
function intervalsOf({ dags }: WorkspaceView, results: readonly CheckView[]): readonly string[] {
  const labelers = new Map(dags.map(({ spec }) => [spec.id, intervalLabeler(spec.timezone)]));
  return [
    ...new Set(results.map(({ dagId, interval }) => labelers.get(dagId)?.(interval) ?? interval.start)),
  ];
}

function tell(results: readonly CheckView[], intervals: readonly string[]): void {
  const { text: summary, isBad } = outcomeSummary(results.map(({ outcome }) => outcome));
  // A check that passes says nothing about other days.
  const text = intervals.length === 1 ? `${summary} · ${intervals[0]}` : summary;
  if (!isBad) {
    vscode.window.setStatusBarMessage(`$(pass) ${text}`, 5000);
    return;
  }
  void vscode.window.showWarningMessage(text, SHOW_PROBLEMS).then((button) => {
    if (button === SHOW_PROBLEMS) void vscode.commands.executeCommand("workbench.actions.view.problems");
  });
}
