import * as vscode from "vscode";
import { controlWork } from "../../protocol/rpc/work.ts";
import type { WorkspaceView } from "../../protocol/rpc/workspace.ts";
import { counted } from "../../protocol/text/counted.ts";
import type { CancelRequest } from "../../protocol/work.ts";
import { stateIcon } from "../state-icon.ts";
import type { CommandSubject } from "../subject.ts";
import { askFolder } from "./ask/ask-folder.ts";
import { type Choice, pickOne } from "./ask/pick.ts";
import type { Command } from "./command.ts";

interface Cancelled {
  readonly scope: CancelRequest["scope"];
  readonly name: string;
  /** Runs that are open. */
  readonly open: number;
}

const CANCEL: vscode.MessageItem = { title: "Cancel Runs" };
/** In place of the editor's own Cancel, which would say the same as the other button. */
const KEEP: vscode.MessageItem = { title: "Keep Running", isCloseAffordance: true };

export const cancel: Command = {
  id: "millrace.cancel",
  async run(services, subject) {
    const model = await askFolder(services, subject);
    if (model?.view === undefined) return undefined;
    const choices = choicesOf(model.view);
    const given = subjectScope(subject, model.view);
    if (given === undefined && choices.length === 0) {
      void vscode.window.showInformationMessage("Nothing is running.");
      return undefined;
    }
    const question = { title: "Cancel", placeholder: "What is to be cancelled?" };
    const chosen = given ?? (await pickOne(choices, question, services.memory));
    if (chosen === undefined || !(await agree(chosen))) return undefined;
    const client = await model.client();
    return client.request(controlWork, { kind: "cancel", scope: chosen.scope });
  },
};

/** One run can be retried with a click; many are worth a question. */
async function agree({ name, open }: Cancelled): Promise<boolean> {
  if (open <= 1) return true;
  const detail = "What runs is stopped, what waits never starts. Retry Failed or a backfill goes on later.";
  const message = `Cancel ${counted(open, "run")} of ${name}?`;
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, CANCEL, KEEP)) === CANCEL;
}

function subjectScope(
  { runId, backfillId, dagId }: CommandSubject,
  { openRuns }: WorkspaceView,
): Cancelled | undefined {
  if (runId !== undefined) return { scope: { runIds: [runId] }, name: runId, open: 1 };
  if (backfillId !== undefined) {
    const open = openRuns.filter((run) => run.backfillId === backfillId).length;
    return { scope: { backfillId }, name: backfillId, open };
  }
  if (dagId === undefined) return undefined;
  return { scope: { dagId }, name: dagId, open: openRuns.filter((run) => run.dagId === dagId).length };
}

/** Backfills with what they have left, and then the runs one by one. */
function choicesOf({ openRuns, backfills }: WorkspaceView): readonly Choice<Cancelled>[] {
  const together = backfills.flatMap(({ backfillId, dagId, from, to, state }) => {
    const open = openRuns.filter((run) => run.backfillId === backfillId).length;
    if (open === 0) return [];
    return {
      label: `Backfill ${backfillId} of ${dagId}`,
      description: `${from} to ${to} · ${counted(open, "run")} left`,
      iconPath: stateIcon(state),
      key: backfillId,
      value: { scope: { backfillId }, name: `backfill ${backfillId}`, open },
    };
  });
  const alone = openRuns.map(({ runId, dagId, label, shown }) => ({
    label: `${dagId} · ${label}`,
    description: shown,
    iconPath: stateIcon(shown),
    key: runId,
    value: { scope: { runIds: [runId] }, name: `${dagId} · ${label}`, open: 1 },
  }));
  return [...together, ...alone];
}
