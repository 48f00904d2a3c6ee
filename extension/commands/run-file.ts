import path from "node:path";
import { partOf } from "../sql/statement-source.ts";
import type { Command } from "./command.ts";
import { runPart } from "./sql/run-part.ts";
import { noStatement, sqlEditor } from "./sql/sql-editor.ts";

export const runFile: Command = {
  id: "millrace.runFile",
  run: async (services, subject) => {
    const { document } = await sqlEditor(services, subject);
    const text = document.getText();
    const part = partOf(text, { start: 0, end: text.length });
    if (part === undefined) throw noStatement("in this file");
    const tab = await runPart(services, document, part, path.posix.basename(document.uri.path));
    return tab?.state.kind;
  },
};
