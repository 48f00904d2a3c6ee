import * as vscode from "vscode";
import type { ComposeFiles } from "./compose-files.ts";
import type { Workspaces } from "./workspaces.ts";

/** Keeps what `when` clauses ask for: `millrace.isReady`, `millrace.hasDags` and `millrace.hasComposeFile`. */
export function keepContextKeys(workspaces: Workspaces, compose: ComposeFiles): vscode.Disposable {
  const told = new Map<string, boolean>();
  const tell = (key: string, value: boolean): void => {
    if (told.get(key) === value) return;
    told.set(key, value);
    void vscode.commands.executeCommand("setContext", key, value);
  };
  const update = (): void => {
    tell("millrace.isReady", workspaces.ready.length > 0);
    tell("millrace.hasDags", workspaces.all.some(hasDagFiles));
    tell("millrace.hasComposeFile", compose.areThere);
  };
  update();
  return vscode.Disposable.from(
    workspaces.onDidChange((event) => {
      if (event?.change.kind !== "history") update();
    }),
    compose.onDidChange(update),
  );
}

function hasDagFiles({ state }: Workspaces["all"][number]): boolean {
  return state.kind === "starting" || state.kind === "ready" || state.kind === "broken";
}
