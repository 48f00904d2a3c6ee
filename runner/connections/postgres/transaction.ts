import type { SessionOptions, StatementResult, Transaction } from "../warehouse.ts";
import { commit } from "./commit.ts";
import { copyIn, copyStatement } from "./copy-in.ts";
import { describeTable } from "./describe-table.ts";
import { cancelled, readOnlyRefusal, transactionEnded } from "./errors.ts";
import { lockForLoad } from "./load-lock.ts";
import type { PostgresOptions } from "./options.ts";
import { readingStatements, readOnlyError } from "./read-only.ts";
import type { PgSession } from "./session.ts";
import { type SessionRunner, sessionRunner } from "./session-runner.ts";
import { settingStatements } from "./session-settings.ts";
import { runQuery, runScript, runSingle } from "./statements.ts";
import { untilAborted } from "./until-aborted.ts";

const NOT_INSIDE: ReadonlySet<string> = new Set([
  "BEGIN",
  "START TRANSACTION",
  "COMMIT",
  "PREPARE TRANSACTION",
]);

/**
 * Runs `work` in a transaction on `session`. READ COMMITTED whatever the server's default, because a load looks
 * at its table after waiting for the table's lock, and must see what the load before it committed.
 */
export async function runTransaction<T>(
  options: PostgresOptions,
  session: PgSession,
  sessionOptions: SessionOptions,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const { signal } = sessionOptions;
  const runner = sessionRunner(options, session, signal);
  const readOnly = sessionOptions.readOnly ?? options.readOnly;
  const begin = [
    `BEGIN ISOLATION LEVEL READ COMMITTED${readOnly === undefined ? "" : " READ ONLY"}`,
    ...settingStatements(sessionOptions, "LOCAL"),
  ].join("; ");
  let result: T;
  try {
    await runner.run(begin, () => runScript(session, begin));
    const free = transactionOn(session, runner, signal);
    const tx = readOnly === undefined ? free : readOnlyTransaction(free, session, runner, readOnly);
    // Work that waits for something else than the server must not hold the session after a cancel.
    result = await untilAborted(options.name, signal, work(tx));
    await runner.idle();
    if (signal?.aborted) throw cancelled(options.name);
  } catch (error) {
    await runner.idle();
    await rollBack(session);
    throw error;
  }
  // Not all that a server lets through in a read-only transaction is without traces: EXPLAIN ANALYZE CREATE TABLE.
  if (readOnly !== undefined) await rollBack(session);
  else await commit(options, session);
  return result;
}

function transactionOn(
  session: PgSession,
  runner: SessionRunner,
  signal: AbortSignal | undefined,
): Transaction {
  const statement = async <R extends StatementResult | readonly StatementResult[]>(
    sql: string,
    work: () => Promise<R>,
  ): Promise<R> => {
    const result = await runner.run(sql, work);
    refuseOwnTransactions(session, [result].flat() as StatementResult[]);
    return result;
  };
  return {
    query: (sql, values) => statement(sql, () => runQuery(session, sql, values)),
    script: (sql) => statement(sql, () => runScript(session, sql)),
    describeTable: (table) => runner.run("", () => describeTable(session, table)),
    copyIn: async (table, columns, data, format) => {
      const sql = copyStatement(table, columns, format);
      // A source may fail before its turn comes, and an error without a listener would end the process.
      data.on("error", () => {});
      // The server does not look at cancels while it waits for more rows.
      const onAbort = () => data.destroy(new Error("cancelled"));
      signal?.addEventListener("abort", onAbort, { once: true });
      try {
        return await runner.run(sql, () => copyIn(session, sql, data));
      } finally {
        signal?.removeEventListener("abort", onAbort);
        data.destroy();
      }
    },
    lockForLoad: (table) => runner.run("", () => lockForLoad(session, table)),
  };
}

/** Sends what reads, one statement at a time, so that none ends the transaction. */
function readOnlyTransaction(
  { describeTable, lockForLoad }: Transaction,
  session: PgSession,
  runner: SessionRunner,
  reason: string,
): Transaction {
  const single = async (sql: string, values?: readonly unknown[]): Promise<StatementResult> => {
    try {
      return await runner.run(sql, () => runSingle(session, sql, values));
    } catch (error) {
      throw readOnlyError(error, reason);
    }
  };
  return {
    query: async (sql, values) => {
      readingStatements(sql, reason);
      return single(sql, values);
    },
    script: async (sql) => {
      const results: StatementResult[] = [];
      for (const statement of readingStatements(sql, reason)) results.push(await single(statement));
      return results;
    },
    describeTable,
    copyIn: async (_table, _columns, data) => {
      data.destroy();
      throw readOnlyRefusal("COPY is refused", reason, undefined);
    },
    lockForLoad,
  };
}

function refuseOwnTransactions(session: PgSession, results: readonly StatementResult[]): void {
  const ending = results.find(({ command }) => NOT_INSIDE.has(command));
  if (ending !== undefined) throw transactionEnded(ending.command);
  if (session.getTransactionStatus() === "I") throw transactionEnded("ROLLBACK");
}

/**
 * Resolves when the server has undone what it was doing, which an error message does not say: it comes first.
 * When even this fails the session is beyond use, and closing it rolls back.
 */
export async function rollBack(session: PgSession): Promise<void> {
  await runScript(session, "ROLLBACK").catch(() => {});
}
