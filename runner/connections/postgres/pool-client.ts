import pg from "pg";
import { UserError } from "../../../protocol/user-error.ts";
import { requireChannelBinding } from "./channel-binding.ts";
import { type ConnectLimit, connectLimit } from "./connect-limit.ts";
import { cancelled } from "./errors.ts";
import type { PostgresOptions } from "./options.ts";
import type { PgWire } from "./session.ts";
import { DEFAULT_APPLICATION_NAME, startupOptions } from "./session-start.ts";
import { tlsWays } from "./tls-ways.ts";
import { columnTypes } from "./values.ts";
import type { Wanted } from "./wanted.ts";
import { TIMED_OUT, WireConnection } from "./wire-connection.ts";

/** Time to connect and authenticate. Waiting for a free session of the pool is not limited, nor for the password here. */
export const CONNECT_MILLISECONDS = 15_000;

/** pg's client as the pool uses it, which pg's published types leave out. */
interface PgClient extends Omit<pg.ClientBase, "connect"> {
  readonly connection: PgWire;
  readonly connectionParameters: object;
  /** What a cancel has to name. Behind a pooler that is not the server's process. */
  readonly processID: number;
  connect(callback: (error: Error | null) => void): void;
}

export interface PoolClient extends PgClient {
  /** What the server has said of itself. */
  readonly parameters: Map<string, string>;
  /** The server's process that works for it; known when it has begun. */
  serverProcess: number;
  /** What broke it. */
  readonly lost: Error | undefined;
}

const PgClient = pg.Client as unknown as new (config: object) => PgClient;

export interface PoolClientServices {
  /** Connections that nobody wants any more are given up. */
  readonly wanted: Pick<Wanted, "signal">;
  /** What a session begins with; a part of connecting. */
  readonly begin: (client: PoolClient) => Promise<void>;
  /** Whether only those settings are sent at the start that can be set in no other way. */
  readonly isBehindPooler?: () => boolean;
}

/** pg's client, with TLS as libpq has it and with what the pool does not do. Its settings are not the pool's. */
export function poolClient(
  options: PostgresOptions,
  { wanted, begin, isBehindPooler = () => false }: PoolClientServices,
): new () => PoolClient {
  return class extends PgClient {
    readonly parameters = new Map<string, string>();
    serverProcess = 0;
    lost: Error | undefined;
    readonly #wire: WireConnection;
    readonly #limit: ConnectLimit;
    readonly #wanted: AbortSignal;

    constructor() {
      const { signal } = wanted;
      const wire = new WireConnection({ name: options.name, address: options, ways: tlsWays(options) });
      // Before pg's own listeners, which would send the password.
      const binding =
        options.requiresChannelBinding === true ? requireChannelBinding(wire, options.name) : undefined;
      const limit = connectLimit(options.connectMilliseconds ?? CONNECT_MILLISECONDS);
      // What finds the password has limits of its own, and an error that says more than ours.
      const password = async () => {
        binding?.check();
        return await limit.outside(() => passwordOf(options, signal));
      };
      super({ ...clientConfig(options), password, connection: wire });
      this.#wire = wire;
      this.#limit = limit;
      this.#wanted = signal;
      // One that breaks rejects what runs on it. Without a listener it would end the process, too.
      this.on("error", (error) => {
        this.lost ??= error;
      });
      wire.on("parameterStatus", ({ parameterName, parameterValue }: ParameterStatus) =>
        this.parameters.set(parameterName, parameterValue),
      );
      // pg would take PGOPTIONS and PGREPLICATION where there are none, which are another server's.
      const startup = startupOptions(options, isBehindPooler());
      Object.assign(this.connectionParameters, { options: startup, replication: undefined });
    }

    /** A connection that fails on our side (no password) would stay open, half authenticated. */
    override connect(callback: (error: Error | null) => void): void {
      const onUnwanted = (): void => this.#wire.giveUp(cancelled(options.name));
      const done = (error: Error | null): void => {
        this.#limit.stop();
        this.#wanted.removeEventListener("abort", onUnwanted);
        if (error) this.#wire.stream.destroy();
        callback(error);
      };
      this.#wanted.addEventListener("abort", onUnwanted, { once: true });
      this.#limit.start(() => this.#wire.giveUp(new Error(TIMED_OUT)));
      super.connect((error) => {
        if (error) done(error);
        else begin(this).then(() => done(null), done);
      });
      if (this.#wanted.aborted) onUnwanted();
    }
  };
}

interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

function clientConfig(options: PostgresOptions): pg.ClientConfig {
  return {
    host: options.host,
    port: options.port,
    user: options.user,
    database: options.database,
    // The connection sees to it.
    ssl: false,
    application_name: options.applicationName ?? DEFAULT_APPLICATION_NAME,
    types: columnTypes as unknown as pg.CustomTypesConfig,
    ...(options.requiresChannelBinding === true && { enableChannelBinding: true }),
  };
}

/** Without a password pg would look in the environment and in ~/.pgpass; a connection says where its secret is. */
async function passwordOf(options: PostgresOptions, signal: AbortSignal): Promise<string> {
  const { password } = options;
  const given = typeof password === "function" ? await password(signal) : password;
  if (given !== undefined) return given;
  const origin = options.passwordOrigin?.();
  throw new UserError({
    code: "missing-password",
    message: `Warehouse "${options.name}" asks for a password, and its connection has none${origin === undefined ? "" : `: ${origin}`}.`,
    next: `Say in millrace.json where the password is, or put it where libpq looks: PGPASSWORD or ${options.passwordFile ?? "~/.pgpass"}.`,
  });
}
