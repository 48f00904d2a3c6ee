import { z } from "zod";
import type { UniqueParams } from "../../protocol/checks/unique.ts";
import { counted, countText } from "../../protocol/text/counted.ts";
import type { Check } from "./check.ts";
import { locatingCondition, whereClause } from "./condition.ts";
import { columnNames, columnsSql, listOf, nameOfCheck, tableParams, tableRows } from "./table-params.ts";

const params = z.strictObject({ ...tableParams, columns: columnNames });

/** Keys that occur once. It groups all rows, so it has a statement of its own. */
export const unique: Check<UniqueParams> = {
  kind: "unique",
  params,
  sqlParams: [],
  counts: () => "key",
  defaultName: (params) => nameOfCheck("unique", params, listOf(params.columns)),
  tables: ({ table }) => [table],
  async prepare(params, context) {
    const { table, where } = tableRows(params, context);
    const names = listOf(params.columns);
    const key = columnsSql(params.columns, "columns", context);
    const from = `FROM ${table}${whereClause(where, ...key.map((column) => `${column} IS NOT NULL`))}`;
    const keys = `SELECT count(*) AS times ${from} GROUP BY ${key.join(", ")}`;
    const sql = `SELECT count(CASE WHEN times > 1 THEN 1 END), count(*) FROM (${keys}) AS keys`;
    return {
      form: "query",
      sql,
      async look() {
        const { rows } = await locatingCondition(sql, where, () => context.query(sql));
        const [failed = 0, of = 0] = (rows[0] ?? []).map(Number);
        return {
          observed:
            failed === 0
              ? `${counted(of, "key")}, each once`
              : `${countText(failed)} of ${counted(of, "key")} more than once`,
          expected: `each ${names.join(", ")} once`,
          value: failed,
          failed,
          of,
          isEmpty: of === 0,
        };
      },
      // Ordered by position: a column of the key can be called like the count.
      failingRows: `SELECT ${key.join(", ")}, count(*) AS times ${from} GROUP BY ${key.join(", ")} HAVING count(*) > 1 ORDER BY count(*) DESC, ${key.map((_, index) => index + 1).join(", ")}`,
    };
  },
};
