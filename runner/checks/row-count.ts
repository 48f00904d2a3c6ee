import { z } from "zod";
import type { RowCountParams } from "../../protocol/checks/row-count.ts";
import { countRows } from "../loads/statements.ts";
import { formatTable, parseTableName } from "../loads/table-name.ts";
import type { Check } from "./check.ts";

const rows = z.number().int().nonnegative();

const params = z
  .strictObject({
    table: z.string().min(1),
    where: z.string().min(1).exactOptional(),
    min: rows.exactOptional(),
    max: rows.exactOptional(),
    equals: rows.exactOptional(),
  })
  .refine(({ min, max, equals }) => min !== undefined || max !== undefined || equals !== undefined, {
    message: "give at least one of `min`, `max` and `equals`",
  })
  .refine(({ min = 0, max = Number.POSITIVE_INFINITY }) => min <= max, {
    message: "`min` is greater than `max`",
    path: ["min"],
  });

/** The number of a table's rows, or of those that meet a condition. */
export const rowCount: Check<RowCountParams> = {
  kind: "rowCount",
  params,
  sqlParams: [],
  defaultName: (params) =>
    `rowCount ${params.table}${params.where === undefined ? "" : ` where ${params.where}`}`,
  async evaluate(params, context) {
    const table = formatTable(parseTableName(context.render(params.table, "table")));
    const where = params.where === undefined ? undefined : context.render(params.where, "where");
    const sql = countRows(table, where);
    const count = Number((await context.query(sql)).rows[0]?.[0]);
    const { min = 0, max = Number.POSITIVE_INFINITY, equals = count } = params;
    const outcome = count >= min && count <= max && count === equals ? "pass" : "fail";
    return { outcome, observed: inRows(count), expected: expectation(params), sql };
  },
};

function expectation({ min, max, equals }: RowCountParams): string {
  const parts: string[] = [];
  if (equals !== undefined) parts.push(`exactly ${inRows(equals)}`);
  if (min !== undefined && max !== undefined) parts.push(`${min} to ${inRows(max)}`);
  else if (min !== undefined) parts.push(`at least ${inRows(min)}`);
  else if (max !== undefined) parts.push(`at most ${inRows(max)}`);
  return parts.join(" and ");
}

function inRows(count: number): string {
  return `${count} ${count === 1 ? "row" : "rows"}`;
}
