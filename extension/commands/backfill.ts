import { askDag } from "./ask/ask-dag.ts";
import { askFolder } from "./ask/ask-folder.ts";
import type { Command } from "./command.ts";

/** Opens the form, which plans, shows the plan, and starts it. */
export const backfill: Command = {
  id: "millrace.backfill",
  async run(services, subject) {
    const model = await askFolder(services, subject);
    const dag = model && (await askDag(services, model, subject, "Backfill"));
    if (model === undefined || dag === undefined) return undefined;
    await services.backfillForm.open(model, { ...subject, dagId: dag.spec.id });
    return dag.spec.id;
  },
};
