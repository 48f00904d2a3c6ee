import type { ConnectionOptions } from "node:tls";

/** How to reach one database. */
export interface PostgresAddress {
  /** A host name or address; or, starting with `/`, the folder of the server's Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** A function is asked at each new connection, so that a changed secret is picked up. */
  readonly password?: string | (() => string | Promise<string>);
  readonly database: string;
  /** TLS, for servers reached over a network. Default: none. */
  readonly ssl?: boolean | ConnectionOptions;
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
}
