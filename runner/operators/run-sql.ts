import { z } from "zod";
import type { RunSqlParams } from "../../protocol/operators/run-sql.ts";
import type { Transaction } from "../connections/warehouse.ts";
import { prepareLedger, recordLoad } from "../loads/ledger.ts";
import { commitOnce, describeCounts, loadSession, withRowsNow } from "../loads/load.ts";
import { readSql } from "../loads/read-sql.ts";
import { countStatements, readScript, runScript } from "../loads/script.ts";
import { tableName } from "../loads/table-name-param.ts";
import { defaultSchemas, findTarget } from "../loads/target.ts";
import type { Operator, TaskContext } from "./operator.ts";

const params = z.strictObject({
  sql: z.string().min(1),
  table: tableName.exactOptional(),
  warehouse: z.string().min(1).exactOptional(),
});

/** Runs statements, all of them or none. */
export const runSql: Operator<RunSqlParams> = {
  name: "runSql",
  params,
  sqlParams: ["sql"],
  connectionParams: { warehouse: "warehouse" },
  onRepeat: () => "unknown",
  async execute(params, context) {
    const { identity, interval } = context;
    const table = params.table === undefined ? undefined : context.render(params.table, "table");
    const source = await context.sql(params.sql, "sql");
    const statements = readScript(source);
    const warehouse = await context.warehouse(params.warehouse);
    const session = await loadSession(warehouse, context);
    await prepareLedger(warehouse, context.signal);
    const defaults = await defaultSchemas(warehouse);
    let relation: string | undefined;
    const committed = await commitOnce(warehouse, session, context, async (tx) => {
      const results = await runScript(tx, source);
      await warnOfStaging(tx, defaults, context);
      if (table === undefined) {
        await recordLoad(tx, { identity, interval, mode: "runSql", counts: null });
        return [];
      }
      const target = await findTarget(tx, table, table);
      relation = target.sql;
      const counts = { table, ...countStatements(statements, results), rejected: 0, total: null };
      await recordLoad(tx, { identity, interval, mode: "runSql", counts, relation });
      return [counts];
    });
    const loads =
      relation === undefined ? committed : await withRowsNow(warehouse, relation, committed, context);
    for (const counts of loads) context.log(describeCounts(counts));
    return {
      kind: "success",
      loads,
      note: `${statements.length} ${statements.length === 1 ? "statement" : "statements"}`,
    };
  },
};

/** The run's staging schema is where its unqualified CREATE TABLE puts a table, and it goes when the run succeeds. */
async function warnOfStaging(
  tx: Transaction,
  defaults: readonly string[],
  context: TaskContext,
): Promise<void> {
  const { rows } = await tx.query(readSql("schemas/created"), [defaults]);
  if (rows.length === 0) return;
  const [schema = "public"] = defaults;
  context.log(
    `${rows.map(([name]) => name).join(", ")}: in the run's staging schema, which is dropped when the run ` +
      `succeeds. To keep a table, create it with its schema: CREATE TABLE ${schema}.${rows[0]?.[0]}.`,
  );
}
