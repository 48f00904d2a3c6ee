import { partToRun } from "../sql/statement-source.ts";
import type { Command } from "./command.ts";
import { runPart } from "./sql/run-part.ts";
import { noStatement, offsetsOf, sqlEditor } from "./sql/sql-editor.ts";

export const runStatement: Command = {
  id: "millrace.runStatement",
  run: async (services, subject) => {
    const editor = await sqlEditor(services, subject);
    const part = partToRun(editor.document.getText(), offsetsOf(editor));
    if (part === undefined) throw noStatement("at the cursor");
    const tab = await runPart(services, editor.document, part);
    return tab?.state.kind;
  },
};
