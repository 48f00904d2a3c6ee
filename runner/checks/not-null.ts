import { z } from "zod";
import type { NotNullParams } from "../../protocol/checks/not-null.ts";
import { counted, countText } from "../../protocol/text/counted.ts";
import type { Check } from "./check.ts";
import { whereClause } from "./condition.ts";
import { columnNames, columnsSql, listOf, nameOfCheck, tableParams, tableRows } from "./table-params.ts";

const params = z.strictObject({ ...tableParams, columns: columnNames });

/** Columns without a NULL. */
export const notNull: Check<NotNullParams> = {
  kind: "notNull",
  params,
  sqlParams: [],
  counts: () => "row",
  defaultName: (params) => nameOfCheck("notNull", params, listOf(params.columns)),
  tables: ({ table }) => [table],
  async prepare(params, context) {
    const rows = tableRows(params, context);
    const names = listOf(params.columns);
    const areNull = columnsSql(params.columns, "columns", context).map((column) => `${column} IS NULL`);
    const isBroken = areNull.length === 1 ? areNull.join() : `(${areNull.join(" OR ")})`;
    // With several columns, each one's own number too: it says where to look.
    const conditions = areNull.length === 1 ? areNull : [isBroken, ...areNull];
    return {
      form: "scan",
      ...rows,
      aggregates: [
        { name: "count", of: "*" },
        ...conditions.map((condition) => ({
          name: "count" as const,
          of: `CASE WHEN ${condition} THEN 1 END`,
        })),
      ],
      judge(values) {
        const [of = 0, failed = 0, ...each] = values.map(Number);
        const where = names.flatMap((name, index) =>
          each[index] ? [`${name} in ${countText(each[index])}`] : [],
        );
        const detail = failed === 0 || each.length === 0 ? "" : `: ${where.join(", ")}`;
        return {
          observed: `${failed === 0 ? "no NULL" : `NULL`} in ${failed === 0 ? "" : `${countText(failed)} of `}${counted(of, "row")}${detail}`,
          expected: `no NULL in ${names.join(", ")}`,
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
