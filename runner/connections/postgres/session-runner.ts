import { requestCancel } from "./cancel.ts";
import { cancelled, lostSessionError } from "./errors.ts";
import type { PostgresOptions } from "./options.ts";
import type { PgSession } from "./session.ts";

/** After a CancelRequest that had no effect (the network is gone), the socket is closed. */
const GIVE_UP_MILLISECONDS = 10_000;

export interface SessionRunner {
  /**
   * Runs `work`, which sends `sql`, after all work before it. When the signal aborts, the server is told to stop
   * and this rejects with `cancelled` once it has. Other errors become UserErrors.
   */
  run<T>(sql: string, work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing runs; never rejects. */
  idle(): Promise<void>;
}

export function sessionRunner(
  options: PostgresOptions,
  session: PgSession,
  signal: AbortSignal | undefined,
): SessionRunner {
  let last: Promise<unknown> = Promise.resolve();

  async function runNow<T>(sql: string, work: () => Promise<T>): Promise<T> {
    if (signal?.aborted) throw cancelled(options.name);
    let cancelling: Promise<void> | undefined;
    let giveUp: NodeJS.Timeout | undefined;
    const onAbort = () => {
      cancelling = requestCancel(options, session);
      giveUp = setTimeout(() => session.connection.stream.destroy(), GIVE_UP_MILLISECONDS);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted) throw cancelled(options.name);
      throw lostSessionError(options, error, session.lost, sql);
    } finally {
      signal?.removeEventListener("abort", onAbort);
      clearTimeout(giveUp);
      // A cancel that is still on its way would hit the session's next statement.
      await cancelling;
    }
  }

  return {
    run: (sql, work) => {
      const result = last.then(() => runNow(sql, work));
      last = result.catch(() => {});
      return result;
    },
    idle: async () => {
      await last;
    },
  };
}
