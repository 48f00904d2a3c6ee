import { UserError } from "../../protocol/user-error.ts";
import { reachedConnection } from "../sql/reached-connection.ts";
import { lastInterval, USUAL_CONNECTION } from "../sql/sql-contexts.ts";
import { authorsTable, quotedName } from "../sql/table-name.ts";
import { askFolder } from "./ask/ask-folder.ts";
import type { Command } from "./command.ts";

/** The first rows of a table or view. */
export const previewTable: Command = {
  id: "millrace.previewTable",
  run: async (services, subject) => {
    const { table, schema, connection: named, dagId, date } = subject;
    if (table === undefined)
      throw new UserError({
        code: "no-table",
        message: "Preview Table needs to be told which table.",
        next: "Use it from a row of the Tables & Checks or Connections view.",
      });
    const model = await askFolder(services, subject);
    if (model === undefined) return undefined;
    const connection = named === undefined ? USUAL_CONNECTION : await reachedConnection(model, named);
    const name = schema === undefined ? authorsTable(table) : quotedName(schema, table);
    // Staging tables are there for the runs of their DAG only.
    const interval = date ?? (dagId === undefined ? undefined : lastInterval(model, dagId)?.date);
    const tab = await services.sql.queries.run({
      folder: model.folder.uri.toString(),
      connection,
      source: {
        text: `SELECT * FROM ${name}`,
        startLine: 0,
        startColumn: 0,
        file: null,
        ...(dagId !== undefined && interval !== undefined && { dagId, date: interval }),
      },
      interval: null,
      title: schema === undefined ? table : `${schema}.${table}`,
      key: `table ${model.folder.uri.toString()} ${connection} ${name}`,
      document: null,
      statements: [],
    });
    return tab.state.kind;
  },
};
