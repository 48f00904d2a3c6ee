import { z } from "zod";
import type { ColumnsParams, ExpectedColumn } from "../../protocol/checks/columns.ts";
import { counted, countText } from "../../protocol/text/counted.ts";
import type { Column, TableRef } from "../connections/warehouse.ts";
import { columnNamed } from "../loads/match-columns.ts";
import { parseColumnName, parseTableName } from "../loads/table-name.ts";
import type { Check, CheckContext, Finding } from "./check.ts";
import { type ColumnVerdict, judgeColumn, type NamedColumn, unexpectedColumn } from "./column-verdict.ts";
import { locatingCondition, renderCondition, whereClause } from "./condition.ts";
import { textLiteral } from "./literal.ts";
import { noTable } from "./table-columns.ts";
import { columnName, nameOfCheck, tableParams } from "./table-params.ts";

const type = z.string().min(1);

const expectedColumn = z
  .strictObject({ type: type.exactOptional(), nullable: z.boolean().exactOptional() })
  .refine(({ type, nullable }) => type !== undefined || nullable !== undefined, {
    message: "give `type` or `nullable`, or true in place of the object",
  });

const params = z
  .strictObject({
    ...tableParams,
    columns: z.union([
      z.array(columnName).min(1),
      z
        .record(columnName, z.union([type, z.literal(true), expectedColumn]))
        .refine((given) => Object.keys(given).length > 0, { message: "name at least one column" }),
    ]),
    exact: z.boolean().exactOptional(),
  })
  .refine(({ where, exact }) => where === undefined || exact === true, {
    message: "it says which columns `exact` minds; set `exact`, or leave it out",
    path: ["where"],
  });

/** The columns of a table. */
export const columns: Check<ColumnsParams> = {
  kind: "columns",
  params,
  sqlParams: [],
  counts: () => "column",
  defaultName: (params) => nameOfCheck("columns", params),
  tables: ({ table }) => [table],
  async prepare(params, context) {
    const table = parseTableName(context.render(params.table, "table"));
    const expected = expectedColumns(params.columns, context);
    return {
      form: "query",
      sql: catalogQuery(table),
      async look() {
        const actual = await context.describeTable(table);
        if (actual === undefined) return withoutTable(params.table);
        const others = params.exact === true ? await otherColumns(params, expected, actual, context) : [];
        return found([
          ...expected.map((column) => judgeColumn(column, columnNamed(actual, column.name))),
          ...others.map(unexpectedColumn),
        ]);
      },
    };
  },
};

function expectedColumns(given: ColumnsParams["columns"], context: CheckContext): readonly NamedColumn[] {
  const entries: readonly (readonly [string, string | true | ExpectedColumn])[] = isList(given)
    ? given.map((name) => [name, true])
    : Object.entries(given);
  return entries.map(([written, is]) => ({
    name: parseColumnName(context.render(written, "columns")),
    ...(typeof is === "string" ? { type: is } : is === true ? {} : is),
  }));
}

function isList(given: ColumnsParams["columns"]): given is readonly string[] {
  return Array.isArray(given);
}

/** The table's columns that are not expected, of those that meet the author's condition. */
async function otherColumns(
  params: ColumnsParams,
  expected: readonly NamedColumn[],
  actual: readonly Column[],
  context: CheckContext,
): Promise<readonly Column[]> {
  const others = actual.filter((column) => !expected.some(({ name }) => name === column.name));
  if (params.where === undefined || actual.length === 0) return others;
  const where = renderCondition(params.where, context);
  const values = actual.map(
    ({ name, type, nullable }) => `(${textLiteral(name)}, ${textLiteral(type)}, ${nullable})`,
  );
  const sql = `SELECT name FROM (VALUES ${values.join(", ")}) AS columns (name, type, nullable)${whereClause(where)}`;
  const { rows } = await locatingCondition(sql, where, () => context.query(sql));
  const met = new Set(rows.map(([name]) => name));
  return others.filter(({ name }) => met.has(name));
}

const MOST_SHOWN = 3;

function found(all: readonly ColumnVerdict[]): Finding {
  const broken = all.filter(({ problem }) => problem !== undefined);
  const shown = broken.slice(0, MOST_SHOWN);
  const more = broken.length > MOST_SHOWN ? [`${countText(broken.length - MOST_SHOWN)} more`] : [];
  const problems = [...shown.map(({ problem }) => problem), ...more].join(", ");
  return {
    observed:
      broken.length === 0
        ? counted(all.length, "column")
        : `${countText(broken.length)} of ${counted(all.length, "column")} wrong: ${problems}`,
    expected: shown.map(({ rule }) => rule).join(", ") || counted(all.length, "column"),
    value: broken.length,
    failed: broken.length,
    of: all.length,
    failing: {
      columns: ["column", "expected", "actual"],
      rows: broken.map(({ name, expected, actual }) => [name, expected, actual]),
      isCut: false,
    },
  };
}

function withoutTable(table: string): Finding {
  return {
    observed: `no table ${table}`,
    expected: "its columns",
    failed: 1,
    isEmpty: true,
    error: noTable(table),
  };
}

/** What the check asks the catalog for, in a form that people can run. */
function catalogQuery({ schema, name }: TableRef): string {
  const ofSchema = schema === null ? "" : ` AND table_schema = ${textLiteral(schema)}`;
  return `SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = ${textLiteral(name)}${ofSchema} ORDER BY ordinal_position`;
}
