import pg from "pg";
import { createSlots } from "../slots.ts";
import { connectError } from "./connect-errors.ts";
import { cancelled } from "./errors.ts";
import type { PostgresOptions } from "./options.ts";
import { type PoolClient, poolClient } from "./pool-client.ts";
import { type ProbeSession, poolerCheck, refusesOptions } from "./pooler.ts";
import { serverProblem } from "./server-version.ts";
import { sessionDefaults } from "./session-start.ts";
import { untilAborted } from "./until-aborted.ts";
import { wanted } from "./wanted.ts";

/**
 * Settings, temporary tables and locks that a script leaves must not be seen by the next one. DISCARD ALL, in the
 * parts that one message with the settings after it may have.
 */
const SESSION_RESET = [
  ...["CLOSE ALL", "RESET SESSION AUTHORIZATION", "RESET ALL", "DEALLOCATE ALL", "UNLISTEN *"],
  ...["SELECT pg_advisory_unlock_all()", "DISCARD TEMP", "DISCARD SEQUENCES"],
].join("; ");

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
    write(bytes: Uint8Array, done?: () => void): boolean;
    cork(): void;
    uncork(): void;
    destroy(): void;
    once(event: "close", listener: () => void): void;
    off(event: "close", listener: () => void): void;
  };
  query(sql: string): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
  /** Closes it. What has not come to the server yet does not come any more, if the network is asked. */
  abandon(): void;
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
  /** Behind a pooler not the server's: for cancels. */
  readonly processID: number;
  readonly secretKey: number;
  /** The server's process that works for it. */
  readonly serverProcess: number;
  readonly connection: PgWire;
  /** What broke it, also while nothing ran on it. */
  readonly lost: Error | undefined;
  release(destroy?: boolean): void;
}

export interface SessionPool {
  /**
   * Waits for a free session. Throws the UserError of a server that cannot be reached or refuses; `cancelled` as soon
   * as the signal aborts or the pool closes. Connections that nobody waits for any more are given up.
   */
  acquire(signal?: AbortSignal): Promise<PgSession>;
  /** Gives a session back; `broken` ones are closed, others are reset to a fresh session's state first. Never rejects. */
  release(session: PgSession, broken: boolean): Promise<void>;
  /** Whether the next one has to wait for one that is lent, and whether somebody does. */
  readonly pressure: "free" | "full" | "waited for";
  /** Resolves when those that are lent have come back. */
  close(): Promise<void>;
}

/** A server that does not answer when a session is given back loses it, and so does one that does not end it. */
const RESET_MILLISECONDS = 10_000;

export function sessionPool(options: PostgresOptions): SessionPool {
  const wants = wanted();
  const defaults = sessionDefaults(options);
  let isBehindPooler = false;
  const services = { wanted: wants, isBehindPooler: () => isBehindPooler };
  const checkPooler = poolerCheck(options, () =>
    openProbe(poolClient(options, { ...services, begin: async () => {} })),
  );
  const begin = async (client: PoolClient): Promise<void> => {
    const problem = serverProblem(options, client.parameters);
    if (problem !== undefined) throw problem;
    client.serverProcess = await serverProcessOf(client);
    // Before anything is set, which others would have then.
    if (client.serverProcess !== client.processID)
      await checkPooler({ serverProcess: () => serverProcessOf(client) });
    await client.query(defaults);
  };
  const max = options.maxSessions ?? 16;
  // The pool's own queue cannot be left again: who waits does so here.
  const slots = createSlots(max);
  const lent = new WeakMap<PgSession, () => void>();
  const pool = new pg.Pool({
    max,
    Client: poolClient(options, { ...services, begin }),
  } as unknown as pg.PoolConfig);
  // An idle session that breaks is already out of the pool.
  pool.on("error", () => {});
  const closing = new AbortController();
  let closed: Promise<void> | undefined;

  async function connect(giveBack: () => void): Promise<PgSession> {
    try {
      const session = (await connectAnyhow()) as unknown as PgSession;
      lent.set(session, giveBack);
      return session;
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  /** A pooler may refuse settings that can as well be set later. */
  async function connectAnyhow(): Promise<pg.PoolClient> {
    try {
      return await pool.connect();
    } catch (error) {
      if (!refusesOptions(error)) throw error;
      isBehindPooler = true;
      return await pool.connect();
    }
  }

  async function release(session: PgSession, broken: boolean): Promise<void> {
    const giveBack = lent.get(session) ?? (() => {});
    if (!broken && (await reset(session, defaults))) {
      session.release();
      giveBack();
      return;
    }
    // The server is to have one less before there is one more.
    const { stream } = session.connection;
    if (stream.destroyed) giveBack();
    else {
      const giveUp = setTimeout(() => stream.destroy(), RESET_MILLISECONDS).unref();
      stream.once("close", () => {
        clearTimeout(giveUp);
        giveBack();
      });
    }
    session.release(true);
  }

  return {
    acquire: async (signal) => {
      const ended = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
      const giveBack = await slots.take(ended).catch(() => {
        throw cancelled(options.name);
      });
      return await wants.by(async () => {
        const acquiring = connect(giveBack);
        try {
          return await untilAborted(options.name, ended, acquiring);
        } catch (error) {
          // It has its slot until it is there or has failed.
          acquiring.then(
            (session) => release(session, false),
            () => {},
          );
          throw connectError(options, error);
        }
      });
    },
    release,
    get pressure() {
      if (slots.waiting > 0) return "waited for";
      return slots.free === 0 ? "full" : "free";
    },
    close: () => {
      closing.abort();
      closed ??= pool.end();
      return closed;
    },
  };
}

/** Whether it is as a fresh one now. One in a transaction that was left open is not: its end rolls it back. */
async function reset(session: PgSession, defaults: string): Promise<boolean> {
  const giveUp = setTimeout(() => session.connection.stream.destroy(), RESET_MILLISECONDS);
  try {
    if (session.getTransactionStatus() !== "I") return false;
    await session.query({ text: `${SESSION_RESET}; ${defaults}`, rowMode: "array" });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(giveUp);
  }
}

async function serverProcessOf(client: PoolClient): Promise<number> {
  const { rows } = await client.query({ text: "SELECT pg_backend_pid()", rowMode: "array" });
  return Number(rows[0]?.[0]);
}

async function openProbe(Client: new () => PoolClient): Promise<ProbeSession> {
  const client = new Client();
  await new Promise<void>((resolve, reject) => {
    client.connect((error) => (error ? reject(error) : resolve()));
  });
  return {
    serverProcess: () => serverProcessOf(client),
    close: () => client.connection.stream.destroy(),
  };
}
