import { setTimeout } from "node:timers/promises";
import type { RowCounts } from "../../protocol/run.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { Column, SessionOptions, Transaction, Warehouse } from "../connections/warehouse.ts";
import type { TaskContext } from "../operators/operator.ts";
import { committedLoad, prepareLedger, recordLoad } from "./ledger.ts";
import { matchColumns } from "./match-columns.ts";
import { readSelect, type SelectStatement } from "./select-statement.ts";
import { countRows } from "./statements.ts";
import { createIfMissing, findTarget, ownSession, resolveTable, type Target } from "./target.ts";

/** What every way to fill a table from a SELECT works on. */
export interface Load {
  readonly target: Target;
  readonly select: SelectStatement;
  /** The columns that the SELECT gives, in its order. */
  readonly columns: readonly Column[];
}

/** Counts of one load, without what is the same for all of them. */
export type Changes = Partial<Pick<RowCounts, "read" | "inserted" | "updated" | "deleted">>;

export interface LoadParams {
  readonly table: string;
  readonly sql: string;
  readonly create?: string;
  readonly warehouse?: string;
}

/**
 * Fills a table from a SELECT: makes the table if `create` is given, then in one transaction matches the
 * SELECT's columns to the table's, does the `work` and writes the ledger row. The table is counted after the commit:
 * the transaction does not see what loads beside it commit, and so cannot tell how many rows there are.
 */
export async function loadTable(
  params: LoadParams,
  mode: string,
  context: TaskContext,
  work: (tx: Transaction, load: Load) => Promise<Changes>,
): Promise<readonly RowCounts[]> {
  const written = context.render(params.table, "table");
  const select = readSelect(await context.sql(params.sql, "sql"));
  const warehouse = await context.warehouse(params.warehouse);
  const session = await loadSession(warehouse, context);
  await prepareLedger(warehouse, context.signal);
  const own = await ownSession(warehouse, session);
  if (params.create !== undefined) {
    const create = await context.sql(params.create, "create");
    await createIfMissing(warehouse, written, create, own);
  }
  const resolved = await resolveTable(warehouse, written, own);
  const loads = await commitOnce(warehouse, session, context, async (tx) => {
    const target = await findTarget(tx, written, resolved);
    const columns = await matchColumns(tx, target, select);
    const changes = await work(tx, { target, select, columns });
    const counts = { ...NO_CHANGES, ...changes, table: target.written };
    const { identity, interval } = context;
    await recordLoad(tx, { identity, interval, mode, counts, relation: target.sql });
    return [counts];
  });
  return await withRowsNow(warehouse, resolved, loads, context);
}

const NO_CHANGES = { read: 0, inserted: 0, updated: 0, deleted: 0, rejected: 0, total: null };

/** Committed loads of one table (as SQL), with its rows. A table that cannot be counted is loaded all the same. */
export async function withRowsNow(
  warehouse: Warehouse,
  table: string,
  loads: readonly RowCounts[],
  { signal, log }: TaskContext,
): Promise<readonly RowCounts[]> {
  try {
    const { rows } = await warehouse.query(countRows(table), [], { signal });
    return loads.map((counts) => ({ ...counts, total: Number(rows[0]?.[0]) }));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    log(`${table} was loaded, and could not be counted: ${error.message}`);
    return loads;
  }
}

/** How a task's statements see the warehouse: its run's staging tables first. */
export async function loadSession(warehouse: Warehouse, context: TaskContext): Promise<SessionOptions> {
  // Millrace's own schema is on the default path of a database user named millrace.
  const searchPath = (await context.searchPath(warehouse)).filter((schema) => schema !== "millrace");
  const { dagId, taskId, runId, tryNumber } = context.identity;
  const label = `${dagId}.${taskId} ${runId} ${tryNumber}`;
  return { signal: context.signal, label, ...(searchPath.length > 0 && { searchPath }) };
}

/**
 * Looks at a ledger that cannot be asked or cannot tell yet, and the pause between two, in milliseconds: a minute in all
 * where the answers come at once.
 */
const LEDGER_LOOKS = 120;
const LEDGER_PAUSE = 500;
/** The sessions that are there may have been on the same network as the one that was lost. */
const LEDGER_ANSWER = 30_000;

/**
 * Runs the transaction of a load, which writes its ledger row. When the connection is lost at the moment of
 * COMMIT, nobody tells whether it happened: then the ledger does, as soon as it can be asked. While nobody knows,
 * the error is not retryable: another try could load the rows again.
 */
export async function commitOnce(
  warehouse: Warehouse,
  session: SessionOptions,
  context: Pick<TaskContext, "identity" | "signal">,
  work: (tx: Transaction) => Promise<readonly RowCounts[]>,
): Promise<readonly RowCounts[]> {
  try {
    return await warehouse.transaction(session, work);
  } catch (error) {
    if (!(error instanceof UserError && error.code === "commit-unknown")) throw error;
    const committed = await askLedger(warehouse, context, error);
    if (committed === undefined) throw error;
    return committed;
  }
}

async function askLedger(
  warehouse: Warehouse,
  { identity, signal }: Pick<TaskContext, "identity" | "signal">,
  { code, message, next, cause }: UserError,
): Promise<readonly RowCounts[] | undefined> {
  const ledger: Pick<Transaction, "query"> = {
    query: (sql, values) => warehouse.query(sql, values, { signal: AbortSignal.timeout(LEDGER_ANSWER) }),
  };
  for (let look = 1; ; look++) {
    try {
      return await committedLoad(ledger, identity.tryId);
    } catch {
      if (look === LEDGER_LOOKS || signal.aborted)
        throw new UserError({ code, message, ...(next && { next }), retryable: false, cause });
      await setTimeout(LEDGER_PAUSE);
    }
  }
}

/** A load in one line of the task's log. */
export function describeCounts(counts: RowCounts): string {
  const { table, read, inserted, updated, deleted, total } = counts;
  const changes = [
    `${inserted} inserted`,
    ...(updated > 0 ? [`${updated} updated`] : []),
    ...(deleted > 0 ? [`${deleted} deleted`] : []),
  ];
  return `${table}: ${read} rows read, ${changes.join(", ")}; ${total ?? "unknown"} rows now`;
}
