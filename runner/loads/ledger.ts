import { setTimeout } from "node:timers/promises";
import type { DataInterval, RowCounts } from "../../protocol/run.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { StatementResult, Transaction, Warehouse } from "../connections/warehouse.ts";
import type { TryIdentity } from "../operators/operator.ts";
import { readSql } from "./read-sql.ts";
import { formatTable, parseTableName } from "./table-name.ts";

/** What is recorded of one committed load of one table. */
export interface LedgerEntry {
  readonly identity: TryIdentity;
  readonly interval: DataInterval;
  /** The operator's mode: `append`, `upsert`, `stage`, … */
  readonly mode: string;
  /** Null for a load that names no table: only that it was committed is recorded. */
  readonly counts: RowCounts | null;
  /** The table that `counts.table` stands for, schema-qualified SQL. Default: looked up in this session. */
  readonly relation?: string;
  /** Changes whenever the load's input does; lets a shared staging table be left alone. */
  readonly fingerprint?: string;
}

/** A committed load, as told to someone who is about to repeat it. */
export interface EarlierLoad {
  readonly runId: string;
  readonly tryNumber: number;
  readonly mode: string;
  readonly inserted: number;
  /** ISO 8601, UTC. */
  readonly loadedAt: string;
}

type Queries = Pick<Transaction, "query">;

/** The steps from an empty database to today's ledger; a later version appends to this list. */
const MIGRATIONS: readonly (readonly string[])[] = [["ledger/create-ledger", "ledger/create-ledger-index"]];

/**
 * Creates or updates the ledger, in a transaction of its own, so that no load waits for another one's end.
 * Operators call this before the transaction of the load.
 */
export async function prepareLedger(warehouse: Warehouse, signal?: AbortSignal): Promise<void> {
  await warehouse.transaction({ label: "millrace ledger", ...(signal && { signal }) }, ensureLedger);
}

/**
 * Creates or updates the ledger if it has to be. Takes a lock to the end of the transaction only then.
 * Throws a UserError when a newer Millrace has changed the ledger.
 */
export async function ensureLedger(tx: Transaction): Promise<void> {
  if ((await ledgerVersion(tx)) === MIGRATIONS.length) return;
  await tx.lockForLoad({ schema: "millrace", name: "migrations" });
  const version = await ledgerVersion(tx);
  if (version > MIGRATIONS.length) throw ledgerTooNew(version);
  const parts = await existingParts(tx);
  if (!parts.schema) await tx.query(readSql("ledger/create-schema"));
  if (!parts.migrations) await tx.query(readSql("ledger/create-migrations"));
  for (const [index, steps] of MIGRATIONS.entries()) {
    if (index < version) continue;
    for (const step of steps) await tx.query(readSql(step));
    await tx.query(readSql("ledger/record-migration"), [index + 1]);
  }
}

/**
 * Records a load; belongs into the load's own transaction, as its last statement. Holds a lock on the try until
 * the transaction ends, for `committedLoad`.
 */
export async function recordLoad(tx: Transaction, entry: LedgerEntry): Promise<void> {
  const { identity, interval, counts } = entry;
  await tx.query(readSql("locks/exclusive"), [[tryLock(identity.tryId)]]);
  const relation = entry.relation ?? (counts === null ? "" : await relationOf(tx, counts.table));
  await tx.query(readSql("ledger/record"), [
    identity.tryId,
    counts?.table ?? "",
    relation,
    identity.dagId,
    identity.taskId,
    identity.runId,
    identity.tryNumber,
    interval.start,
    interval.end,
    entry.mode,
    counts?.read ?? 0,
    counts?.inserted ?? 0,
    counts?.updated ?? 0,
    counts?.deleted ?? 0,
    counts?.rejected ?? 0,
    counts?.total ?? null,
    entry.fingerprint ?? null,
  ]);
}

/**
 * The fingerprint of the table's newest load that has one, if that was this task's. It does not say that the
 * table is still there.
 */
export async function lastFingerprint(
  tx: Queries,
  of: { readonly dagId: string; readonly taskId: string; readonly table: string },
): Promise<string | undefined> {
  const result = await tx.query(readSql("ledger/last-fingerprint"), [await relationOf(tx, of.table)]);
  const [dagId, taskId, fingerprint] = result.rows[0] ?? [];
  return dagId === of.dagId && taskId === of.taskId ? String(fingerprint) : undefined;
}

/**
 * After a crash or a connection lost during COMMIT: what this try loaded, or undefined when it committed
 * nothing, and never will. Empty when it committed statements that name no table. The try must not go on by itself:
 * what is left of it on the server is ended. Throws a retryable UserError while it cannot be told.
 */
export async function committedLoad(warehouse: Queries, tryId: string): Promise<RowCounts[] | undefined> {
  if ((await ledgerVersion(warehouse)) === 0) return undefined;
  await untilEnded(warehouse, tryId);
  const { rows } = await warehouse.query(readSql("ledger/committed"), [tryId]);
  if (rows.length === 0) return undefined;
  return rows.map(toRowCounts).filter((counts) => counts.table !== "");
}

/** Looks for the end of a try's transaction, and the pause between two looks, in milliseconds. */
const END_LOOKS = 50;
const END_PAUSE = 100;
/** So many looks are left to a COMMIT that is on its way. */
const LOOKS_BEFORE_END = 10;

/**
 * The server can still be at a COMMIT whose client is gone: that is waited for. A session that lost its client on the
 * way to COMMIT holds the lock as well, until the server notices, which can take it hours: it is ended, since the COMMIT
 * could still come after the next try has loaded the rows.
 */
async function untilEnded(warehouse: Queries, tryId: string): Promise<void> {
  for (let look = 1; look <= END_LOOKS; look++) {
    const ended = only(await warehouse.query(readSql("locks/try-shared"), [tryLock(tryId)]));
    if (ended === true) return;
    if (look % LOOKS_BEFORE_END === 0) await warehouse.query(readSql("locks/end-waiting"), [tryLock(tryId)]);
    await setTimeout(END_PAUSE);
  }
  throw loadNotEnded();
}

function tryLock(tryId: string): string {
  return `millrace try ${tryId}`;
}

/** Committed loads of this interval into this table by this task, newest first. */
export async function earlierLoads(
  tx: Queries,
  of: {
    readonly dagId: string;
    readonly taskId: string;
    readonly table: string;
    readonly interval: DataInterval;
  },
): Promise<readonly EarlierLoad[]> {
  const relation = await relationOf(tx, of.table);
  const values = [relation, of.dagId, of.taskId, of.interval.start, of.interval.end];
  const { rows } = await tx.query(readSql("ledger/earlier-loads"), values);
  return rows.map(([runId, tryNumber, mode, inserted, loadedAt]) => ({
    runId: String(runId),
    tryNumber: Number(tryNumber),
    mode: String(mode),
    inserted: Number(inserted),
    loadedAt: String(loadedAt),
  }));
}

/** The table that a name stands for in this session, schema-qualified SQL, so that two spellings of it are one. */
export async function relationOf(tx: Queries, table: string): Promise<string> {
  const written = formatTable(parseTableName(table));
  const [found] = (await tx.query(readSql("ledger/relation"), [written])).rows;
  return found === undefined ? written : formatTable({ schema: String(found[0]), name: String(found[1]) });
}

async function ledgerVersion(tx: Queries): Promise<number> {
  if (!(await existingParts(tx)).migrations) return 0;
  return Number(only(await tx.query(readSql("ledger/version"))));
}

async function existingParts(tx: Queries): Promise<{ schema: boolean; migrations: boolean }> {
  const [schema, migrations] = (await tx.query(readSql("ledger/has-schema"))).rows[0] ?? [];
  return { schema: schema === true, migrations: migrations === true };
}

function only(result: StatementResult): unknown {
  return result.rows[0]?.[0];
}

function toRowCounts(row: readonly unknown[]): RowCounts {
  const [table, read, inserted, updated, deleted, rejected, total] = row;
  return {
    table: String(table),
    read: Number(read),
    inserted: Number(inserted),
    updated: Number(updated),
    deleted: Number(deleted),
    rejected: Number(rejected),
    total: total === null ? null : Number(total),
  };
}

function ledgerTooNew(version: number): UserError {
  return new UserError({
    code: "ledger-too-new",
    message: `The warehouse's ledger has version ${version}; this Millrace knows versions up to ${MIGRATIONS.length}.`,
    next: "Update Millrace: a newer one has worked with this warehouse.",
  });
}

function loadNotEnded(): UserError {
  return new UserError({
    code: "load-not-ended",
    message:
      "The transaction of a load that lost its connection has not ended on the warehouse's server, so nobody knows whether it commits.",
    next: "Try again when its session is gone from pg_stat_activity; an administrator can end it (pg_terminate_backend).",
    retryable: true,
  });
}
