import * as vscode from "vscode";
import { VIEW_IDS } from "../../contributions/views.ts";
import { registerTree } from "../../trees/register-tree.ts";
import type { Surface } from "../surface.ts";
import { runsSource } from "./runs-source.ts";

export const runsTree: Surface = {
  name: "runs tree",
  register: (services) => {
    const source = runsSource((error) => services.log.warn(`The tree of runs: ${error}`));
    const heard = services.workspaces.onDidChange((event) => {
      if (event !== undefined) source.heard(event.model, event.change);
    });
    return vscode.Disposable.from(registerTree(services, VIEW_IDS.runs, source), heard, source);
  },
};
