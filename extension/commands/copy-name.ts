import * as vscode from "vscode";
import type { CommandSubject } from "../subject.ts";
import type { Command } from "./command.ts";

/** The name of what a row stands for, as it is used in files and on the command line. */
export const copyName: Command = {
  id: "millrace.copyName",
  run: async (_services, subject) => {
    const name = nameOf(subject);
    if (name !== undefined) await vscode.env.clipboard.writeText(name);
    return name;
  },
};

function nameOf(subject: CommandSubject): string | undefined {
  const { name, check, taskId, runId, backfillId, dagId, table, schema, connection } = subject;
  return name ?? check ?? taskId ?? runId ?? backfillId ?? dagId ?? table ?? schema ?? connection;
}
