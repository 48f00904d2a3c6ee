import { UserError } from "../../protocol/user-error.ts";
import type { Column } from "../connections/warehouse.ts";
import { didYouMeanText } from "../core/did-you-mean.ts";
import { columnNamed } from "../loads/match-columns.ts";
import { parseColumnName, parseTableName } from "../loads/table-name.ts";
import type { CheckContext } from "./check.ts";

/** What the warehouse knows of a column. Throws a UserError when it is not there. */
export async function tableColumn(table: string, column: string, context: CheckContext): Promise<Column> {
  const columns = await context.describeTable(parseTableName(context.render(table, "table")));
  if (columns === undefined) throw noTable(table);
  const name = parseColumnName(context.render(column, "column"));
  const found = columnNamed(columns, name);
  if (found === undefined) throw noColumn(table, name, columns);
  return found;
}

export function noTable(table: string): UserError {
  return new UserError({
    code: "no-table",
    message: `There is no table ${table}.`,
    next: "If it is a staging table: a run has it until it has succeeded, and --task +name, which takes all that a task waits for, fills it again.",
  });
}

function noColumn(table: string, column: string, columns: readonly Column[]): UserError {
  const names = columns.map(({ name }) => name);
  return new UserError({
    code: "no-column",
    message: `${table} has no column "${column}".${didYouMeanText(column, names)}`,
    next: `Its columns are ${names.join(", ")}.`,
  });
}
