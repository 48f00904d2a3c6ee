import type { Column, TableRef, Transaction } from "../connections/warehouse.ts";
import { recordLoad } from "../loads/ledger.ts";
import { formatTable } from "../loads/table-name.ts";
import type { TaskContext } from "../operators/operator.ts";
import { copyObjects } from "./copy-objects.ts";
import type { MappedColumns } from "./map-columns.ts";
import { recordRejects } from "./rejects-table.ts";
import type { Staged, StagingJob } from "./staging-job.ts";

export interface EmptyTable {
  readonly ref: TableRef;
  readonly columns: readonly Column[];
  /** Rows that were deleted to make it empty. */
  readonly deleted: number;
}

/**
 * ANALYZE looks at 300 rows for each of these, and at 30,000 by Postgres's default: a fifth of a second for a table that is
 * joined once or twice.
 */
const STATISTICS_TARGET = 30;

/** To the end of the transaction. Who has fewer keeps them, and so do columns with a target of their own. */
const FEWER_STATISTICS =
  "SELECT set_config('default_statistics_target', least($1::int, current_setting('default_statistics_target')::int)::text, true)";

/** Fills an empty table, and records the load and its rejects in the same transaction. */
export async function fillTable(
  tx: Transaction,
  table: Omit<EmptyTable, "columns">,
  mapped: MappedColumns,
  job: StagingJob,
  context: TaskContext,
  ledger: { readonly mode: string; readonly fingerprint?: (total: number) => string },
): Promise<Staged> {
  const { lake, objects, options, maxErrors } = job;
  const encode = { lake, objects, mapped, options, maxErrors, signal: context.signal };
  const copied = await copyObjects(tx, table.ref, encode);
  const relation = formatTable(table.ref);
  // A new table has no statistics, and the next task's joins are planned before autovacuum comes by.
  await tx.query(FEWER_STATISTICS, [STATISTICS_TARGET]);
  await tx.query(`ANALYZE ${relation}`);
  await recordRejects(tx, context.identity, job.written, copied.progress.rejects.kept);
  const total = copied.counts.inserted;
  const counts = { table: job.written, ...copied.counts, updated: 0, deleted: table.deleted, total };
  const { identity, interval } = context;
  const fingerprint = ledger.fingerprint?.(total);
  await recordLoad(tx, {
    identity,
    interval,
    mode: ledger.mode,
    counts,
    relation,
    ...(fingerprint !== undefined && { fingerprint }),
  });
  return { counts, progress: copied.progress };
}
