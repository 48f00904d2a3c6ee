import * as vscode from "vscode";
import type { BackfillState } from "../../protocol/backfill.ts";
import { controlWork } from "../../protocol/rpc/work.ts";
import type { BackfillView } from "../../protocol/rpc/workspace.ts";
import type { Services } from "../services.ts";
import { stateIcon } from "../state-icon.ts";
import type { CommandSubject } from "../subject.ts";
import type { WorkspaceModel } from "../workspaces.ts";
import { askFolder } from "./ask/ask-folder.ts";
import { pickOne } from "./ask/pick.ts";
import type { Command } from "./command.ts";
import { startWork } from "./work/start-work.ts";

export const pauseBackfill: Command = {
  id: "millrace.pauseBackfill",
  async run(services, subject) {
    const model = await askFolder(services, subject);
    const backfill = model && (await askBackfill(services, model, subject, "Pause Backfill", ["running"]));
    if (model === undefined || backfill === undefined) return undefined;
    const client = await model.client();
    return client.request(controlWork, { kind: "pause", backfillId: backfill });
  },
};

export const resumeBackfill: Command = {
  id: "millrace.resumeBackfill",
  async run(services, subject) {
    const model = await askFolder(services, subject);
    const states = ["paused", "interrupted", "cancelled", "failed"] as const;
    const backfill = model && (await askBackfill(services, model, subject, "Resume Backfill", states));
    if (model === undefined || backfill === undefined) return undefined;
    return startWork(services, model, { kind: "resume", backfillId: backfill }, `Resume ${backfill}`);
  },
};

async function askBackfill(
  { memory }: Services,
  { view }: WorkspaceModel,
  { backfillId }: CommandSubject,
  title: string,
  states: readonly BackfillState[],
): Promise<string | undefined> {
  if (backfillId !== undefined) return backfillId;
  const choices = (view?.backfills ?? []).filter(({ state }) => states.includes(state)).map(choiceOf);
  if (choices.length === 0) {
    void vscode.window.showInformationMessage(`No backfill is ${alternatives(states)}.`);
    return undefined;
  }
  return pickOne(choices, { title, placeholder: "Which backfill?" }, memory);
}

/** `a, b or c` */
function alternatives(words: readonly string[]): string {
  return new Intl.ListFormat("en-GB", { type: "disjunction" }).format(words);
}

function choiceOf({ backfillId, dagId, from, to, state }: BackfillView) {
  return {
    label: `${backfillId} of ${dagId}`,
    description: `${from} to ${to} · ${state}`,
    iconPath: stateIcon(state),
    key: backfillId,
    value: backfillId,
  };
}
