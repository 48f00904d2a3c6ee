import { z } from "zod";
import type { CompareParams, CompareSide } from "../../protocol/checks/compare.ts";
import { counted } from "../../protocol/text/counted.ts";
import { UserError } from "../../protocol/user-error.ts";
import { isSqlFile } from "../core/sql-file.ts";
import { formatTable, parseColumnName, parseTableName } from "../loads/table-name.ts";
import { tableName } from "../loads/table-name-param.ts";
import { readAuthorQuery } from "./author-query.ts";
import type { Check, CheckContext } from "./check.ts";
import { compareByKey } from "./compare-by-key.ts";
import { compareByPosition } from "./compare-by-position.ts";
import type { RowSet, Tolerance } from "./compare-values.ts";
import { columnNames, listOf } from "./table-params.ts";

/** Rows of a side, which are compared in memory. */
const MOST_ROWS = 100_000;

const PERCENTAGE = /^(\d+(?:\.\d+)?)\s*%$/;

const text = z.string().min(1);

const percentage = z.string().regex(PERCENTAGE, {
  message: 'it is neither a number nor a percentage such as "1%"',
}) as z.ZodType<`${number}%`>;

const query = text.refine((given) => isSqlFile(given) || !/^[\w."]+$/.test(given.trim()), {
  error: ({ input }) => `it is no query; all rows of a table are { table: ${JSON.stringify(input)} }`,
});

const side = z.union([
  query,
  z
    .strictObject({
      sql: query.exactOptional(),
      table: tableName.exactOptional(),
      connection: text.exactOptional(),
    })
    .refine(({ sql, table }) => (sql === undefined) !== (table === undefined), {
      message: "give one of `sql` and `table`",
    }),
]);

const params = z.strictObject({
  left: side,
  right: side,
  key: columnNames.exactOptional(),
  tolerance: z.union([z.number().nonnegative(), percentage]).exactOptional(),
  where: text.exactOptional(),
});

/** The rows of two queries. */
export const compare: Check<CompareParams> = {
  kind: "compare",
  params,
  sqlParams: ["left", "left.sql", "right", "right.sql"],
  connectionParams: ["left.connection", "right.connection"],
  counts: () => "row",
  defaultName: ({ left, right }) => `compare ${nameOf(left)} to ${nameOf(right)}`,
  tables: ({ left, right }) =>
    [left, right].flatMap((side) => (typeof side === "object" && side.table ? [side.table] : [])),
  async prepare(params, context) {
    const left = await readSide("left", params, context);
    const right = await readSide("right", params, context);
    const tolerance = readTolerance(params.tolerance);
    const key =
      params.key === undefined
        ? undefined
        : listOf(params.key).map((name) => parseColumnName(context.render(name, "key")));
    return {
      form: "query",
      sql: `${left.sql};\n${right.sql};`,
      async look() {
        const rows = [await left.rows(), await right.rows()] as const;
        return key === undefined
          ? compareByPosition(...rows, tolerance)
          : compareByKey(...rows, key, tolerance);
      },
    };
  },
};

interface Side {
  /** The statement, for people. */
  readonly sql: string;
  rows(): Promise<RowSet>;
}

async function readSide(name: "left" | "right", params: CompareParams, context: CheckContext): Promise<Side> {
  const given = params[name];
  const side: CompareSide = typeof given === "string" ? { sql: given } : given;
  const { sql = "", table, connection } = side;
  const all = table && `SELECT * FROM ${formatTable(parseTableName(context.render(table, `${name}.table`)))}`;
  const param = typeof given === "string" ? name : `${name}.sql`;
  const query = await readAuthorQuery(all ?? sql, param, params.where, context);
  const around = { before: "SELECT * FROM (", after: `) AS side LIMIT ${MOST_ROWS + 1}` };
  return {
    sql: `-- ${name}${connection === undefined ? "" : `, on ${connection}`}\n${query.sql}`,
    async rows() {
      const found = await query.ask((statement) => context.queryOn(connection, statement), around);
      if (found.rows.length > MOST_ROWS) throw tooManyRows(name);
      return found;
    },
  };
}

function readTolerance(given: number | string | undefined): Tolerance | undefined {
  if (given === undefined) return undefined;
  if (typeof given === "number") return { amount: given };
  return { percentOfRight: Number(PERCENTAGE.exec(given)?.[1]) };
}

function nameOf(side: string | CompareSide): string {
  const { sql = "", table = sql, connection }: CompareSide = typeof side === "string" ? { sql: side } : side;
  const place = connection === undefined ? "" : ` on ${connection}`;
  return `${table.replace(/\s+/g, " ").trim()}${place}`;
}

function tooManyRows(side: string): UserError {
  return new UserError({
    code: "too-many-rows",
    message: `The ${side} side has more than ${counted(MOST_ROWS, "row")}, too many to compare.`,
    next: "Compare counts and sums by day or by key, or some of the rows with `where`.",
  });
}
