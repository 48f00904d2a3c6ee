import { z } from "zod";
import type { MatchesParams } from "../../protocol/checks/matches.ts";
import { counted, countText } from "../../protocol/text/counted.ts";
import type { Check } from "./check.ts";
import { whereClause } from "./condition.ts";
import { textLiteral } from "./literal.ts";
import { columnName, columnSql, nameOfCheck, tableParams, tableRows } from "./table-params.ts";

const params = z.strictObject({ ...tableParams, column: columnName, regex: z.string().min(1) });

/** Values that match a regular expression. */
export const matches: Check<MatchesParams> = {
  kind: "matches",
  params,
  sqlParams: [],
  counts: () => "row",
  defaultName: (params) => nameOfCheck("matches", params, [params.column]),
  tables: ({ table }) => [table],
  async prepare(params, context) {
    const rows = tableRows(params, context);
    const column = columnSql(params.column, "column", context);
    const regex = context.render(params.regex, "regex");
    const isBroken = `CAST(${column} AS varchar) !~ ${textLiteral(regex)}`;
    return {
      form: "scan",
      ...rows,
      // No example among them: it would cost the matching of each row a second time.
      aggregates: [
        { name: "count", of: column },
        { name: "count", of: `CASE WHEN ${isBroken} THEN 1 END` },
      ],
      judge([all, broken]) {
        const [of, failed] = [Number(all), Number(broken)];
        return {
          observed:
            failed === 0
              ? `${counted(of, "value")}, all matching`
              : `${countText(failed)} of ${counted(of, "value")} not matching`,
          expected: `${params.column} matching ${regex}`,
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
