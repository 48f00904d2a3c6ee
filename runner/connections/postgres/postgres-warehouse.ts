import type { SessionOptions, Warehouse } from "../warehouse.ts";
import { transactionLeftOpen } from "./errors.ts";
import type { PostgresOptions } from "./options.ts";
import { type PgSession, sessionPool } from "./session.ts";
import { sessionRunner } from "./session-runner.ts";
import { settingStatements } from "./session-settings.ts";
import { statementSession } from "./statement-session.ts";
import { runQuery, runScript } from "./statements.ts";
import { rollBack, runTransaction } from "./transaction.ts";
import { typeNames } from "./type-names.ts";

/** Whether some session waits for a lock of that one ($1). */
const WAITING = `
SELECT EXISTS (
  SELECT 1 FROM pg_catalog.pg_locks WHERE NOT granted AND $1 = ANY (pg_catalog.pg_blocking_pids(pid))
)`;

/** A warehouse on any Postgres server, the embedded one included. Connects when it is first used. */
export function postgresWarehouse(options: PostgresOptions): Warehouse {
  const pool = sessionPool(options);
  const types = typeNames();

  async function withSession<T>(
    { signal }: SessionOptions,
    work: (session: PgSession) => Promise<T>,
  ): Promise<T> {
    const session = await pool.acquire(signal);
    try {
      return await work(session);
    } finally {
      // A session with a cancel behind it is not lent again, in case the cancel comes late.
      await pool.release(session, signal?.aborted ?? false);
    }
  }

  function outsideTransaction<T>(
    sql: string,
    sessionOptions: SessionOptions,
    work: (session: PgSession) => Promise<T>,
  ): Promise<T> {
    return withSession(sessionOptions, async (session) => {
      const runner = sessionRunner(options, session, sessionOptions.signal);
      const settings = settingStatements(sessionOptions, "SESSION").join("; ");
      if (settings !== "") await runner.run(settings, () => runScript(session, settings));
      const result = await runner
        .run(sql, () => work(session))
        .catch(async (error: unknown) => {
          await rollBack(session);
          throw error;
        });
      if (session.getTransactionStatus() !== "I") throw transactionLeftOpen();
      return result;
    });
  }

  const transaction: Warehouse["transaction"] = (sessionOptions, work) =>
    withSession(sessionOptions, (session) => runTransaction(options, session, sessionOptions, work));
  const isReadOnly = ({ readOnly }: SessionOptions): boolean => (readOnly ?? options.readOnly) !== undefined;

  return {
    name: options.name,
    dialect: "postgres",
    query: (sql, values, sessionOptions = {}) =>
      isReadOnly(sessionOptions)
        ? transaction(sessionOptions, (tx) => tx.query(sql, values))
        : outsideTransaction(sql, sessionOptions, (session) => runQuery(session, sql, values)),
    script: (sql, sessionOptions = {}) =>
      isReadOnly(sessionOptions)
        ? transaction(sessionOptions, (tx) => tx.script(sql))
        : outsideTransaction(sql, sessionOptions, (session) => runScript(session, sql)),
    transaction,
    openSession: async (sessionOptions = {}) => {
      const { signal } = sessionOptions;
      const session = await pool.acquire(signal);
      const release = (): Promise<void> => pool.release(session, signal?.aborted ?? false);
      const isInTheWay = async (): Promise<boolean> => {
        // Others wait for the session itself; or nobody does, and there is none to ask by.
        if (pool.pressure !== "free") return pool.pressure === "waited for";
        const ask = (other: PgSession) => runQuery(other, WAITING, [session.serverProcess]);
        return (await outsideTransaction(WAITING, {}, ask)).rows[0]?.[0] === true;
      };
      try {
        return await statementSession(options, session, sessionOptions, { types, isInTheWay, release });
      } catch (error) {
        await release();
        throw error;
      }
    },
    close: () => pool.close(),
  };
}
