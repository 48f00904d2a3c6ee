import * as vscode from "vscode";
import { UserError } from "../../../protocol/user-error.ts";
import type { Services } from "../../services.ts";
import type { CommandSubject } from "../../subject.ts";
import type { WorkspaceModel, WorkspaceState } from "../../workspaces.ts";
import { awaitView } from "./await-view.ts";
import { pickOne } from "./pick.ts";

/** The folder that a command is about: the given one, the only one, that of the active editor, or the one picked. */
export async function askFolder(
  { workspaces, memory }: Services,
  { folder }: CommandSubject,
): Promise<WorkspaceModel | undefined> {
  const given = folder === undefined ? undefined : workspaces.byFolder(folder);
  if (given !== undefined) return requireReady(given);
  // The command may have activated the extension: what is there first is not all that there is.
  await Promise.all(workspaces.all.map((model) => model.looked()));
  const { runnable } = workspaces;
  const [first] = runnable;
  if (first === undefined) throw notReady(workspaces.all);
  if (runnable.length === 1) return requireReady(first);
  const active = vscode.window.activeTextEditor?.document.uri;
  const here = active === undefined ? undefined : workspaces.of(active);
  if (here !== undefined && runnable.includes(here)) return requireReady(here);
  const choices = runnable.map((model) => ({
    label: model.folder.name,
    description: model.folder.uri.fsPath,
    key: model.folder.uri.toString(),
    value: model,
  }));
  const question = { title: "Millrace", placeholder: "In which folder?", topic: "folder" };
  const picked = await pickOne(choices, question, memory);
  return picked === undefined ? undefined : requireReady(picked);
}

async function requireReady(model: WorkspaceModel): Promise<WorkspaceModel> {
  // Or nobody has looked yet whether it needs one.
  if (model.state.kind === "starting" || model.state.kind === "none") await awaitView(model);
  if (model.view === undefined) throw notReady([model]);
  return model;
}

/** Why no runner can be asked: by a folder where one is on its way, else by the first one that has DAG files. */
export function notReady(models: readonly WorkspaceModel[]): UserError {
  const states = models.map(({ state }) => state);
  const state = states.find(({ kind }) => kind === "starting") ??
    states.find(({ kind }) => kind !== "none") ?? { kind: "none" };
  return new UserError({ code: "not-ready", ...whyNotReady(state) });
}

function whyNotReady(state: WorkspaceState): { readonly message: string; readonly next: string } {
  switch (state.kind) {
    case "none":
      return {
        message: "No folder of this window has DAG files (*.dag.ts).",
        next: "Open one that has, or use Create Sparkify Sample or New DAG.",
      };
    case "untrusted":
      return {
        message: "This folder is not trusted, so nothing of it runs.",
        next: "Trust it first: DAG files are programs.",
      };
    case "virtual":
      return {
        message: "The files of this folder are not on this machine, so its pipelines cannot run here.",
        next: "Open the folder from disk.",
      };
    case "broken":
      return { message: state.message, next: state.next };
    case "starting":
    case "ready":
      return { message: "The runner is still starting.", next: "Try again in a moment." };
  }
}
