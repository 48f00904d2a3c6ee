import { askFolder } from "./ask/ask-folder.ts";
import type { Command } from "./command.ts";

/** Opens the form, which tests a connection before `millrace.json` gets it. */
export const addConnection: Command = {
  id: "millrace.addConnection",
  async run(services, subject) {
    const model = await askFolder(services, subject);
    if (model === undefined) return undefined;
    services.connectionForm.open(model);
    return model.folder.uri.toString();
  },
};
