import { z } from "zod";
import type { RelationshipParams } from "../../protocol/checks/relationship.ts";
import { counted, countText } from "../../protocol/text/counted.ts";
import { tableName } from "../loads/table-name-param.ts";
import type { Check, CheckContext } from "./check.ts";
import { locatingCondition, whereClause } from "./condition.ts";
import { columnNames, columnsSql, listOf, nameOfCheck, tableParams, tableRows } from "./table-params.ts";

const params = z
  .strictObject({
    ...tableParams,
    columns: columnNames,
    references: z.strictObject({ table: tableName, columns: columnNames.exactOptional() }),
  })
  .refine((given) => listOf(given.columns).length === listOf(theirColumns(given)).length, {
    message: "it has another number of columns than the table's own `columns`",
    path: ["references", "columns"],
  });

/** Rows that have no counterpart in another table. */
export const relationship: Check<RelationshipParams> = {
  kind: "relationship",
  params,
  sqlParams: [],
  counts: () => "row",
  defaultName: (params) => nameOfCheck("relationship", params, listOf(params.columns)),
  tables: ({ table, references }) => [table, references.table],
  async prepare(params, context) {
    const { all, broken, where } = statementParts(params, context);
    const sql = `SELECT (SELECT count(*) ${all}),\n       (SELECT count(*) ${broken})`;
    const there = params.references.table;
    return {
      form: "query",
      sql,
      async look() {
        const { rows } = await locatingCondition(sql, where, () => context.query(sql));
        const [of = 0, failed = 0] = (rows[0] ?? []).map(Number);
        return {
          observed:
            failed === 0
              ? `${counted(of, "row")}, all in ${there}`
              : `${countText(failed)} of ${counted(of, "row")} not in ${there}`,
          expected: expectation(params),
          value: failed,
          failed,
          of,
          isEmpty: of === 0,
        };
      },
      failingRows: `SELECT child.* ${broken}`,
    };
  },
};

function theirColumns({ columns, references }: Pick<RelationshipParams, "columns" | "references">) {
  return references.columns ?? columns;
}

function expectation({ columns, references }: RelationshipParams): string {
  const own = listOf(columns).join(", ");
  const theirs = listOf(references.columns ?? columns).join(", ");
  return `each ${own} in ${references.table}${theirs === own ? "" : ` (${theirs})`}`;
}

/** FROM … WHERE … of the rows with a complete key, and of those among them that have no counterpart. */
function statementParts(params: RelationshipParams, context: CheckContext) {
  const { table, where } = tableRows(params, context);
  const { table: other } = tableRows(params.references, context);
  const own = columnsSql(params.columns, "columns", context).map((column) => `child.${column}`);
  const theirs = columnsSql(theirColumns(params), "references.columns", context);
  // In a subquery, so that the condition sees the columns of this table alone.
  const rows = where === undefined ? table : `(SELECT * FROM ${table}${whereClause(where)})`;
  const all = `FROM ${rows} AS child WHERE ${own.map((column) => `${column} IS NOT NULL`).join(" AND ")}`;
  const same = own.map((column, index) => `parent.${theirs[index]} = ${column}`).join(" AND ");
  return { all, broken: `${all} AND NOT EXISTS (SELECT 1 FROM ${other} AS parent WHERE ${same})`, where };
}
