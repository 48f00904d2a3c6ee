import * as vscode from "vscode";
import type { Command } from "./command.ts";

/** What runs for the active editor; without one, what was started last. */
export const cancelStatement: Command = {
  id: "millrace.cancelStatement",
  run: async ({ sql: { queries, tabs } }) => {
    const active = vscode.window.activeTextEditor?.document.uri.toString();
    const own = active === undefined ? undefined : queries.runningIn(active);
    const tab = own ?? tabs.all.findLast(({ state }) => state.kind === "running");
    if (tab !== undefined) await queries.cancel(tab);
    return tab !== undefined;
  },
};
