import { UserError } from "../../protocol/user-error.ts";
import type { Column, SessionOptions, TableRef, Transaction, Warehouse } from "../connections/warehouse.ts";
import type { RenderedSql } from "../operators/operator.ts";
import { relationOf } from "./ledger.ts";
import { locateSqlErrors } from "./locate-sql-error.ts";
import { readSql } from "./read-sql.ts";
import { formatTable, parseTableName } from "./table-name.ts";

/** The table that a load fills. */
export interface Target {
  /** As the author wrote it. */
  readonly written: string;
  /** Schema-qualified, so that all its spellings share one load lock. */
  readonly ref: TableRef;
  /** `ref` as SQL. */
  readonly sql: string;
  /** In table order. */
  readonly columns: readonly Column[];
}

/**
 * The session in which a load's own table is looked up and made: with the server's default schemas, without
 * the run's staging schema. A new table would be made there, and dropped with it when the run succeeds.
 */
export async function ownSession(warehouse: Warehouse, session: SessionOptions): Promise<SessionOptions> {
  return { ...session, searchPath: await defaultSchemas(warehouse) };
}

/** The schemas that names are looked up in when a task says nothing else. */
export async function defaultSchemas(warehouse: Warehouse): Promise<readonly string[]> {
  const { rows } = await warehouse.query(readSql("schemas/defaults"));
  return rows.length === 0 ? ["public"] : rows.map(([schema]) => String(schema));
}

/**
 * Makes the table with `create` if it is not there. In transactions of their own, so that loads of other
 * intervals do not wait for this one. One creation goes on at a time in the whole warehouse: statements like
 * `CREATE … IF NOT EXISTS` fail when they race, also over a schema that two tables share.
 */
export async function createIfMissing(
  warehouse: Warehouse,
  written: string,
  create: RenderedSql,
  own: SessionOptions,
): Promise<void> {
  const ref = parseTableName(written);
  const isThere = async (tx: Transaction) => (await tx.describeTable(ref)) !== undefined;
  if (await warehouse.transaction(own, isThere)) return;
  // A transaction that has waited for the lock can only trust what it looks up for the first time.
  await warehouse.transaction(own, async (tx) => {
    await tx.lockForLoad({ schema: "millrace", name: "create" });
    if (await isThere(tx)) return;
    await locateSqlErrors({ source: create, offset: 0, line: 1 }, () => tx.script(create.text));
    if (!(await isThere(tx))) throw notCreated(written);
  });
}

/**
 * The table that a load's `table` names, as SQL: the warehouse's own one before one of the run's staging
 * schema, so that a staging table may have the name of the dimension that it feeds.
 */
export async function resolveTable(
  warehouse: Warehouse,
  written: string,
  own: SessionOptions,
): Promise<string> {
  return await relationOf({ query: (sql, values) => warehouse.query(sql, values, own) }, written);
}

/** Describes a resolved table. Throws a UserError when it is not there. */
export async function findTarget(tx: Transaction, written: string, resolved: string): Promise<Target> {
  const ref = parseTableName(await relationOf(tx, resolved));
  const columns = await tx.describeTable(ref);
  if (columns === undefined) throw noSuchTable(written);
  return { written, ref, sql: formatTable(ref), columns };
}

/**
 * As `findTarget`, when it is this load's turn. Its columns stay as they are until the transaction ends: binary rows
 * mean something only to the types that they were written for. They may have changed while the load waited.
 */
export async function lockTarget(tx: Transaction, written: string, resolved: string): Promise<Target> {
  const { ref, sql } = await findTarget(tx, written, resolved);
  await tx.lockForLoad(ref);
  // A lock that only changes of the table itself wait for; unlike LOCK it goes for whatever can be read.
  await tx.query(`SELECT FROM ${sql} LIMIT 0`);
  return await findTarget(tx, written, resolved);
}

/** A load into a table that is not there and that nothing creates. */
export function noSuchTable(written: string): UserError {
  return new UserError({
    code: "no-such-table",
    message: `There is no table ${written} in the warehouse.`,
    next: "Add `create` to the task, with the SQL that makes the table, or create the table yourself.",
  });
}

function notCreated(written: string): UserError {
  return new UserError({
    code: "table-not-created",
    message: `The SQL of \`create\` ran, but there is still no table ${written}.`,
    next: "Let it create the table under the name that the task's `table` has.",
  });
}
