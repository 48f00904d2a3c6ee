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
  if (workspaces.ready.length === 0) await awaitAny(workspaces.all);
  const { ready } = workspaces;
  const [first] = ready;
  if (first === undefined) throw notReady(workspaces.all);
  if (ready.length === 1) return first;
  const active = vscode.window.activeTextEditor?.document.uri;
  const here = active === undefined ? undefined : workspaces.of(active);
  if (here !== undefined && ready.includes(here)) return here;
  const choices = ready.map((model) => ({
    label: model.folder.name,
    description: model.folder.uri.fsPath,
    key: model.folder.uri.toString(),
    value: model,
  }));
  const question = { title: "Millrace", placeholder: "In which folder?", topic: "folder" };
  return pickOne(choices, question, memory);
}

/** Its runner is on its way; or nobody has looked yet whether it needs one: the command has activated the extension. */
function mayCome({ state }: WorkspaceModel): boolean {
  return state.kind === "starting" || state.kind === "none";
}

/** Waits until one of them has told something, as long as one may. */
async function awaitAny(models: readonly WorkspaceModel[]): Promise<void> {
  const isStarting = ({ state }: WorkspaceModel): boolean => state.kind === "starting";
  const comes = models.filter(mayCome).toSorted((a, b) => Number(isStarting(b)) - Number(isStarting(a)));
  for (const model of comes) {
    // Why it does not come is in its state.
    await awaitView(model).catch(() => undefined);
    if (model.view !== undefined) return;
  }
}

async function requireReady(model: WorkspaceModel): Promise<WorkspaceModel> {
  if (mayCome(model)) await awaitView(model);
  if (model.view === undefined) throw notReady([model]);
  return model;
}

/** Why no runner can be asked, by the first folder that has DAG files. */
export function notReady(models: readonly WorkspaceModel[]): UserError {
  const state = models.find(({ state }) => state.kind !== "none")?.state ?? { kind: "none" };
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
