import * as vscode from "vscode";
import { counted } from "../../protocol/text/counted.ts";
import { pickOne } from "./ask/pick.ts";
import type { Command } from "./command.ts";

const RESTART = "Restart";

/** Works where the runner is broken, too, so it does not ask for a folder that is ready. */
export const restartRunner: Command = {
  id: "millrace.restartRunner",
  async run({ workspaces, memory }, { folder }) {
    const able = workspaces.all.filter(({ state }) => ["ready", "broken", "starting"].includes(state.kind));
    const given = folder === undefined ? undefined : workspaces.byFolder(folder);
    const choices = able.map((model) => ({
      label: model.folder.name,
      key: model.folder.uri.toString(),
      value: model,
    }));
    const model =
      given ??
      (able.length === 1
        ? able[0]
        : await pickOne(choices, { title: "Restart Runner", placeholder: "Of which folder?" }, memory));
    if (model === undefined) return undefined;
    const open = model.view?.openRuns.length ?? 0;
    if (open > 0) {
      const detail = "They are cancelled. Retry Failed or a backfill goes on with them later.";
      const message = `${counted(open, "run")} ${open === 1 ? "has" : "have"} not ended.`;
      if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, RESTART)) !== RESTART)
        return undefined;
    }
    return model.restart();
  },
};
