import pg from "pg";
import { connectError } from "./connect-errors.ts";
import type { PostgresOptions } from "./options.ts";
import { type PoolClient, poolClient } from "./pool-client.ts";
import { serverProblem } from "./server-version.ts";
import { tlsWays } from "./tls-ways.ts";

/**
 * Settings, temporary tables and locks that a script leaves must not be seen by the next one. DISCARD ALL, in the
 * parts that one message with the settings after it may have.
 */
const SESSION_RESET = [
  ...["CLOSE ALL", "RESET SESSION AUTHORIZATION", "RESET ALL", "DEALLOCATE ALL", "UNLISTEN *"],
  ...["SELECT pg_advisory_unlock_all()", "DISCARD TEMP", "DISCARD SEQUENCES"],
].join("; ");

/** The form in which results are read the same everywhere, whatever the server's or the role's defaults. */
const SESSION_DEFAULTS = "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, MDY'; SET IntervalStyle = 'postgres'";

export interface PgResult {
  readonly command: string | null;
  readonly rowCount: number | null;
  readonly rows: readonly (readonly unknown[])[];
  readonly fields: readonly { readonly name: string }[];
}

/** Something that runs on a session by pg's own protocol callbacks, as pg-cursor and pg-copy-streams do. */
export interface PgSubmittable {
  submit(connection: PgWire): void;
}

/** The part of pg's protocol connection that is used here. */
export interface PgWire {
  readonly stream: {
    readonly destroyed: boolean;
    /** The socket's buffer is full; `drain` will tell. */
    readonly writableNeedDrain: boolean;
    write(bytes: Uint8Array): boolean;
    cork(): void;
    uncork(): void;
    destroy(): void;
    once(event: "drain" | "close", listener: () => void): void;
    off(event: "drain" | "close", listener: () => void): void;
  };
  query(sql: string): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
  on(event: "commandComplete", listener: (message: { readonly text: string }) => void): void;
  off(event: "commandComplete", listener: (message: { readonly text: string }) => void): void;
}

/** What the server says beside its answers. */
export interface PgNotice {
  readonly severity?: string;
  readonly message?: string;
  readonly detail?: string;
  readonly hint?: string;
}

/** The part of pg's client that is used here: one database session, lent by the pool. */
export interface PgSession {
  /** `extended`: the server takes one statement only. */
  query(config: {
    text: string;
    values?: unknown[];
    rowMode: "array";
    queryMode?: "extended";
  }): Promise<PgResult | PgResult[]>;
  query(submittable: PgSubmittable): unknown;
  on(event: "notice", listener: (notice: PgNotice) => void): void;
  off(event: "notice", listener: (notice: PgNotice) => void): void;
  /** `I` idle, `T` in a transaction, `E` in a failed one. */
  getTransactionStatus(): "I" | "T" | "E" | null;
  readonly processID: number;
  readonly secretKey: number;
  readonly connection: PgWire;
  release(destroy?: boolean): void;
}

export interface SessionPool {
  /** Waits for a free session. Throws the UserError of a server that cannot be reached or refuses. */
  acquire(): Promise<PgSession>;
  /** Gives a session back; `broken` ones are closed, others are reset to a fresh session's state first. Never rejects. */
  release(session: PgSession, broken: boolean): Promise<void>;
  close(): Promise<void>;
}

export function sessionPool(options: PostgresOptions): SessionPool {
  const ways = tlsWays(options);
  const pool = new pg.Pool({
    max: options.maxSessions ?? 16,
    Client: poolClient(options, ways),
    onConnect: async (client: PoolClient) => {
      const problem = serverProblem(options, client.parameters);
      if (problem !== undefined) throw problem;
      await client.query(SESSION_DEFAULTS);
    },
  } as unknown as pg.PoolConfig);
  // An idle session that breaks is already out of the pool; one that breaks in use rejects its statement.
  // Without listeners either would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  let closing: Promise<void> | undefined;

  return {
    acquire: async () => {
      try {
        return (await ways.connect(() => pool.connect())) as unknown as PgSession;
      } catch (error) {
        throw connectError(options, error);
      }
    },
    release: async (session, broken) => {
      if (broken) session.release(true);
      else await resetAndRelease(session);
    },
    close: () => {
      closing ??= pool.end();
      return closing;
    },
  };
}

/** A session in a transaction that was left open is closed, which rolls it back. */
async function resetAndRelease(session: PgSession): Promise<void> {
  try {
    if (session.getTransactionStatus() !== "I") throw new Error("left in a transaction");
    await session.query({ text: `${SESSION_RESET}; ${SESSION_DEFAULTS}`, rowMode: "array" });
    session.release();
  } catch {
    session.release(true);
  }
}
