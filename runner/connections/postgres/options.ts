import type { TlsSettings } from "./tls.ts";

/** How to reach one database. */
export interface PostgresAddress {
  /** A host name or address; or, starting with `/`, the folder of the server's Unix socket. */
  readonly host: string;
  /** The address to connect to instead of asking for the host's; the host is then what certificates are held against. */
  readonly hostAddress?: string;
  readonly port: number;
  readonly user: string;
  /**
   * A function is asked at each new connection, so that a changed secret is picked up. Its signal aborts when nobody
   * waits for the connection any more.
   */
  readonly password?: string | ((signal: AbortSignal) => string | undefined | Promise<string | undefined>);
  readonly database: string;
  /** TLS, for servers reached over a network. Default: none. */
  readonly tls?: TlsSettings;
}

export interface PostgresOptions extends PostgresAddress {
  /** The connection's name, as errors and logs tell it. */
  readonly name: string;
  /** Sessions at a time; more work waits for a free one. Default 16. */
  readonly maxSessions?: number;
  /** Why every session is opened read-only; see `SessionOptions.readOnly`. */
  readonly readOnly?: string;
  /** What the server's activity views show for a session without a label. Default `millrace`. */
  readonly applicationName?: string;
  /** Longest time to connect and sign in; 0 waits for ever. Default 15 s. */
  readonly connectMilliseconds?: number;
  /** The server ends statements that take longer. Default: the server's own limit. */
  readonly statementMilliseconds?: number;
  /** Longest wait for the answer to COMMIT, after which the connection is taken for dead. Default 60 s. */
  readonly commitMilliseconds?: number;
  /** Settings of each session as command-line options of the server: `-c work_mem=64MB`. */
  readonly startupOptions?: string;
  /** The session must be bound to the server's certificate (`channel_binding=require`). */
  readonly requiresChannelBinding?: boolean;
  /** What to do when nothing listens there, where that is known: a sentence. */
  readonly howToStart?: string;
  /** Where the password came from that was asked for last, in words for people: `PGPASSWORD`. */
  readonly passwordOrigin?: () => string | undefined;
  /** The file that a password is looked for in, where it is another than libpq's own: `/run/pass (PGPASSFILE)`. */
  readonly passwordFile?: string;
}

/** `db.example.com:5432`, or the path of the socket. */
export function serverAddress({ host, port }: Pick<PostgresAddress, "host" | "port">): string {
  if (isSocketFolder(host)) return `${host}/.s.PGSQL.${port}`;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

export function isSocketFolder(host: string): boolean {
  return host.startsWith("/");
}
