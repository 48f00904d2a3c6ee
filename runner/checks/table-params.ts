import { z } from "zod";
import { formatTable, parseColumnName, parseTableName, quoteName } from "../loads/table-name.ts";
import { isNameAsWritten, tableName } from "../loads/table-name-param.ts";
import type { CheckContext } from "./check.ts";
import { renderCondition } from "./condition.ts";

// The parameters that name what a check is about, and what they are in SQL.

/** Which rows: the parameters of every check of one table. */
export interface TableParams {
  readonly table: string;
  readonly where?: string;
}

/** The fields of `TableParams`. */
export const tableParams = {
  table: tableName,
  where: z.string().min(1).exactOptional(),
};

export const columnName = z
  .string()
  .min(1)
  .refine((text) => isNameAsWritten(text, parseColumnName), {
    error: ({ input }) => `${JSON.stringify(input)} is not the name of a column${hintAt(String(input))}`,
  });

/** One column or several. */
export const columnNames = z.union([columnName, z.array(columnName).min(1)]);

/** The rows that a check is about, as SQL. */
export interface TableRows {
  readonly table: string;
  /** As its author wrote it, rendered. */
  readonly where?: string;
}

export function tableRows(params: TableParams, context: CheckContext): TableRows {
  const table = formatTable(parseTableName(context.render(params.table, "table")));
  return params.where === undefined ? { table } : { table, where: renderCondition(params.where, context) };
}

/** Columns as SQL. `param` is the parameter that names them. */
export function columnsSql(
  columns: string | readonly string[],
  param: string,
  context: CheckContext,
): readonly string[] {
  return listOf(columns).map((name) => columnSql(name, param, context));
}

export function columnSql(column: string, param: string, context: CheckContext): string {
  return quoteName(parseColumnName(context.render(column, param)));
}

export function listOf(columns: string | readonly string[]): readonly string[] {
  return typeof columns === "string" ? [columns] : columns;
}

/** How a check without a name is called: its kind, table and columns, and the condition that sets it apart. */
export function nameOfCheck(
  kind: string,
  { table, where }: TableParams,
  columns: readonly string[] = [],
): string {
  const place = [table, ...(columns.length === 0 ? [] : [columns.join(", ")])].join(" ");
  return `${kind} ${place}${where === undefined ? "" : ` where ${where.replace(/\s+/g, " ").trim()}`}`;
}

function hintAt(text: string): string {
  if (text.includes(",")) {
    const names = text.split(",").map((part) => JSON.stringify(part.trim()));
    return `: write several as a list, [${names.join(", ")}]`;
  }
  return ": one with other characters than letters, digits and _ goes between double quotes, '\"my column\"'";
}
