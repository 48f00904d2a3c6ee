import { z } from "zod";
import type { AcceptedValuesParams } from "../../protocol/checks/accepted-values.ts";
import { counted, countText } from "../../protocol/text/counted.ts";
import type { Check } from "./check.ts";
import { whereClause } from "./condition.ts";
import { textLiteral } from "./literal.ts";
import { columnName, columnSql, nameOfCheck, tableParams, tableRows } from "./table-params.ts";
import { example } from "./wording.ts";

const params = z.strictObject({
  ...tableParams,
  column: columnName,
  values: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
  not: z.literal(true).exactOptional(),
});

/** Only values of a list, or none of them. */
export const acceptedValues: Check<AcceptedValuesParams> = {
  kind: "acceptedValues",
  params,
  sqlParams: [],
  counts: () => "row",
  defaultName: (params) =>
    nameOfCheck(params.not ? "acceptedValues not" : "acceptedValues", params, [params.column]),
  tables: ({ table }) => [table],
  async prepare(params, context) {
    const rows = tableRows(params, context);
    const column = columnSql(params.column, "column", context);
    const values = params.values.map((value) =>
      typeof value === "string" ? context.render(value, "values") : value,
    );
    // All as text in quotes: without a type of its own, SQL gives it the column's.
    const list = values.map((value) => textLiteral(String(value))).join(", ");
    const isBroken = `${column} ${params.not ? "IN" : "NOT IN"} (${list})`;
    return {
      form: "scan",
      ...rows,
      aggregates: [
        { name: "count", of: column },
        { name: "count", of: `CASE WHEN ${isBroken} THEN 1 END` },
        { name: "min", of: `CASE WHEN ${isBroken} THEN CAST(${column} AS varchar) END` },
      ],
      judge([all, broken, least]) {
        const [of, failed] = [Number(all), Number(broken)];
        return {
          observed:
            failed === 0
              ? `${counted(of, "value")}, all accepted`
              : `${countText(failed)} of ${counted(of, "value")} not accepted, such as ${example(least)}`,
          expected: `${params.column} ${params.not ? "none" : "one"} of ${listText(values)}`,
          value: failed,
          failed,
          of,
          isEmpty: of === 0,
        };
      },
      failingRows: `SELECT * FROM ${rows.table}${whereClause(rows.where, isBroken)}`,
    };
  },
};

const MOST_VALUES = 10;

function listText(values: readonly (string | number | boolean)[]): string {
  const shown = values
    .slice(0, MOST_VALUES)
    .map((value) => (typeof value === "string" ? example(value) : String(value)));
  const more = values.length - shown.length;
  return `${shown.join(", ")}${more === 0 ? "" : ` and ${countText(more)} more`}`;
}
