import type { Transaction, Warehouse } from "../connections/warehouse.ts";
import { lastFingerprint } from "../loads/ledger.ts";
import { loadSession } from "../loads/load.ts";
import { countRows, deleteAll } from "../loads/statements.ts";
import { createIfMissing, lockTarget, ownSession, resolveTable } from "../loads/target.ts";
import type { TaskContext } from "../operators/operator.ts";
import { fillTable } from "./fill-table.ts";
import { fingerprintOf, ledgerFingerprint, rowsLoadedBefore } from "./fingerprint.ts";
import { mapColumns } from "./map-columns.ts";
import type { Staged, StagingJob, StagingPlan } from "./staging-job.ts";

/**
 * One staging table for all runs: loaded as a whole, and only when the files, the mapping or the table have changed
 * since this task loaded it. Runs go one after another here; all but the first find nothing to do.
 */
export async function stageShared(
  warehouse: Warehouse,
  context: TaskContext,
  job: StagingJob,
): Promise<StagingPlan> {
  const session = await ownSession(warehouse, await loadSession(warehouse, context));
  if (job.create !== undefined) await createIfMissing(warehouse, job.written, job.create, session);
  const resolved = await resolveTable(warehouse, job.written, session);
  return {
    session,
    async work(tx) {
      const { ref, sql, columns } = await lockTarget(tx, job.written, resolved);
      const mapped = mapColumns(job.written, columns, job.columns, job.mapping);
      const fingerprint = fingerprintOf({ ...job, columns: mapped.columns });
      const unchanged = await findUnchanged(tx, sql, context, job, fingerprint);
      if (unchanged !== undefined) return unchanged;
      const deleted = (await tx.query(deleteAll(sql))).rowCount;
      return await fillTable(tx, { ref, deleted }, mapped, job, context, {
        mode: "stage-shared",
        fingerprint: (total) => ledgerFingerprint(fingerprint, total),
      });
    },
  };
}

/** The rows are counted too: the table may have been emptied, or made again, since the load that the ledger has. */
async function findUnchanged(
  tx: Transaction,
  table: string,
  { identity }: TaskContext,
  { written, objects }: StagingJob,
  fingerprint: string,
): Promise<Staged | undefined> {
  const { dagId, taskId } = identity;
  const expected = rowsLoadedBefore(await lastFingerprint(tx, { dagId, taskId, table }), fingerprint);
  if (expected === undefined) return undefined;
  const total = Number((await tx.query(countRows(table))).rows[0]?.[0]);
  if (total !== expected) return undefined;
  const counts = { table: written, read: 0, inserted: 0, updated: 0, deleted: 0, rejected: 0, total };
  return { counts, unchanged: `unchanged: ${objects.length} objects, ${total} rows` };
}
