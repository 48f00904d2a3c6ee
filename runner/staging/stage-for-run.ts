import type { Column, TableRef, Transaction, Warehouse } from "../connections/warehouse.ts";
import { loadSession } from "../loads/load.ts";
import { locateSqlErrors } from "../loads/locate-sql-error.ts";
import { formatTable, parseTableName, quoteName } from "../loads/table-name.ts";
import { noSuchTable } from "../loads/target.ts";
import type { TaskContext } from "../operators/operator.ts";
import { fillTable } from "./fill-table.ts";
import { mapColumns } from "./map-columns.ts";
import { notCreatedInRun, schemaInRunScope } from "./stage-errors.ts";
import type { StagingJob, StagingPlan } from "./staging-job.ts";

/** A staging table of the run's own: made anew by each try, so that it begins empty and as `create` says now. */
export async function stageForRun(
  warehouse: Warehouse,
  context: TaskContext,
  job: StagingJob,
): Promise<StagingPlan> {
  const { schema: given, name } = parseTableName(job.written);
  if (given !== null) throw schemaInRunScope(job.written);
  const schema = await context.runSchema(warehouse);
  const session = await loadSession(warehouse, context);
  const others = (session.searchPath ?? []).filter((other) => other !== schema);
  const ref = { schema, name };
  return {
    session: { ...session, searchPath: [schema, ...others] },
    async work(tx) {
      const columns = await makeTable(tx, ref, job);
      const mapped = mapColumns(job.written, columns, job.columns, job.mapping);
      return await fillTable(tx, { ref, deleted: 0 }, mapped, job, context, { mode: "stage-run" });
    },
  };
}

async function makeTable(tx: Transaction, ref: TableRef, job: StagingJob): Promise<readonly Column[]> {
  const { create, written } = job;
  await tx.query(`DROP TABLE IF EXISTS ${formatTable(ref)} CASCADE`);
  if (create !== undefined) {
    await locateSqlErrors({ source: create, offset: 0, line: 1 }, () => tx.script(create.text));
  } else {
    if ((await tx.describeTable({ schema: null, name: ref.name })) === undefined) throw noSuchTable(written);
    const like = `LIKE ${quoteName(ref.name)} INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING GENERATED`;
    await tx.query(`CREATE TABLE ${formatTable(ref)} (${like})`);
  }
  const columns = await tx.describeTable(ref);
  if (columns === undefined) throw notCreatedInRun(written);
  return columns;
}
