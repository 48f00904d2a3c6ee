import { UserError } from "../../../protocol/user-error.ts";
import { isServerError } from "./errors.ts";
import { type PostgresOptions, serverAddress } from "./options.ts";

/** A connection, and how to ask which process of the server works for it right now. */
export interface PooledSession {
  serverProcess(): Promise<number>;
}

export interface ProbeSession extends PooledSession {
  close(): void;
}

/** Times that both are asked: other users of the pooler may come between. */
const LOOKS = 3;

/** A pooler that has no session left for the second connection lends whole ones. */
const PROBE_MILLISECONDS = 3_000;

type Lending = "sessions" | "transactions" | "unknown";

/**
 * Settings and temporary tables are a session's. A pooler that lends sessions of the server for one transaction each
 * (PgBouncer's pool_mode transaction) would lose them, or show them to others. So once, where there is a pooler, a second
 * connection is opened: when a process of the server works for both, they are lent. The check throws a UserError then.
 */
export function poolerCheck(
  options: PostgresOptions,
  openProbe: () => Promise<ProbeSession>,
): (session: PooledSession) => Promise<void> {
  let lending: Promise<Lending> | undefined;
  return async (session) => {
    lending ??= lendingOf(session, openProbe);
    const found = await lending;
    if (found === "transactions") throw poolsTransactions(options);
    if (found === "unknown") lending = undefined;
  };
}

async function lendingOf(session: PooledSession, openProbe: () => Promise<ProbeSession>): Promise<Lending> {
  let isOver = false;
  let probe: ProbeSession | undefined;
  const compare = async (): Promise<Lending> => {
    probe = await openProbe();
    if (isOver) probe.close();
    for (let look = 0; look < LOOKS; look++)
      if ((await session.serverProcess()) === (await probe.serverProcess())) return "transactions";
    return "sessions";
  };
  const { promise: late, resolve } = Promise.withResolvers<Lending>();
  const giveUp = setTimeout(() => resolve("sessions"), PROBE_MILLISECONDS);
  try {
    return await Promise.race([compare().catch(() => "unknown" as const), late]);
  } finally {
    isOver = true;
    clearTimeout(giveUp);
    probe?.close();
  }
}

/** Whether a pooler has refused the connection because of `options`, which the server itself takes. */
export function refusesOptions(error: unknown): boolean {
  return isServerError(error) && UNSUPPORTED_OPTIONS.test(error.message);
}

const UNSUPPORTED_OPTIONS = /unsupported startup parameter(?:: options$| in options)/;

/** What to do after a pooler's refusal of settings that somebody has asked for. */
export const OPTIONS_BEHIND_POOLER =
  "PgBouncer between does not pass settings on: take them out of the connection (options, PGOPTIONS) and have them set for the user (ALTER ROLE … SET …), or connect to the server itself.";

function poolsTransactions(options: PostgresOptions): UserError {
  return new UserError({
    code: "warehouse-pooler",
    message: `Warehouse "${options.name}" at ${serverAddress(options)} is behind a pooler that lends the server's sessions for one transaction each (PgBouncer's pool_mode transaction or statement): settings would get lost, or be seen by others.`,
    next: "Connect to a pool with pool_mode = session, or to the Postgres server itself.",
  });
}
