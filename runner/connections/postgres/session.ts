import pg from "pg";
import { UserError } from "../../../protocol/user-error.ts";
import { connectError } from "./errors.ts";
import type { PostgresAddress, PostgresOptions } from "./options.ts";
import { columnTypes } from "./values.ts";

/** Time to connect and authenticate. Waiting for a free session of the pool is not limited. */
const CONNECT_MILLISECONDS = 15_000;

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
    destroy(): void;
    once(event: "drain" | "close", listener: () => void): void;
    off(event: "drain" | "close", listener: () => void): void;
  };
  query(sql: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
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
  const pool = new pg.Pool({
    ...clientConfig(options),
    max: options.maxSessions ?? 16,
    Client: clientForPool(),
    onConnect: (client: pg.ClientBase) => client.query(SESSION_DEFAULTS),
  } as unknown as pg.PoolConfig);
  // An idle session that breaks is already out of the pool; one that breaks in use rejects its statement.
  // Without listeners either would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  let closing: Promise<void> | undefined;

  return {
    acquire: async () => {
      try {
        return (await pool.connect()) as unknown as PgSession;
      } catch (error) {
        throw connectError(options.name, error);
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

function clientConfig(options: PostgresOptions): pg.ClientConfig {
  return {
    host: options.host,
    port: options.port,
    user: options.user,
    database: options.database,
    password: passwordOf(options),
    ssl: options.ssl ?? false,
    keepAlive: true,
    application_name: options.applicationName ?? "millrace",
    types: columnTypes as unknown as pg.CustomTypesConfig,
    // What RESET ALL goes back to as well.
    ...(options.readOnly !== undefined && { options: "-c default_transaction_read_only=on" }),
  };
}

/** Without a password pg would look in the environment and in ~/.pgpass; a connection says where its secret is. */
function passwordOf(options: PostgresAddress & { readonly name: string }): () => string | Promise<string> {
  return () => {
    const { password } = options;
    if (typeof password === "function") return password();
    if (password !== undefined) return password;
    throw new UserError({
      code: "missing-password",
      message: `Warehouse "${options.name}" asks for a password, and its connection has none.`,
      next: "Say in millrace.json where the password is.",
    });
  };
}

/** pg's client with two things that the pool does not do. */
function clientForPool(): ClientClass {
  return class extends (pg.Client as unknown as ClientClass) {
    /** The pool's own time-out would also end the wait for a free session, so it is the client's instead. */
    constructor(config: pg.ClientConfig) {
      // The pool hides the password from enumeration, so the spread leaves it out.
      super({ ...config, password: config.password, connectionTimeoutMillis: CONNECT_MILLISECONDS });
    }

    /** A connection that fails on our side (no password) would stay open, half authenticated. */
    override connect(callback: (error: Error | null) => void): void {
      super.connect((error) => {
        if (error) this.connection.stream.destroy();
        callback(error);
      });
    }
  };
}

/** The client as the pool uses it, which pg's published types leave out. */
type ClientClass = new (
  config: pg.ClientConfig,
) => Omit<pg.ClientBase, "connect"> & {
  readonly connection: PgWire;
  connect(callback: (error: Error | null) => void): void;
};
