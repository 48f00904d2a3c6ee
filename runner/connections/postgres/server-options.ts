import type { PostgresOptions } from "./options.ts";

/** What a `postgres` connection says, as `millrace.json` has it; the password is asked for at each new session. */
export interface PostgresSettings {
  readonly name: string;
  readonly url?: string;
  readonly service?: string;
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  readonly password?: () => Promise<string>;
  readonly sslmode?: string;
  readonly sslrootcert?: string;
  readonly sslcert?: string;
  readonly sslkey?: string;
  readonly connectMilliseconds?: number;
  readonly statementMilliseconds?: number;
  readonly applicationName?: string;
  readonly maxSessions?: number;
  /** Why every session is opened read-only. */
  readonly readOnly?: string;
  /** Files are relative to it. */
  readonly folder: string;
  /** libpq's own variables (`PGHOST`, `PGPASSFILE`, …). */
  readonly variables: (name: string) => string | undefined;
}

/**
 * What the settings come to, in libpq's order: the fields, the URL, the service, the PG* variables, defaults. Throws a
 * UserError for what cannot be read.
 */
export function serverOptions(settings: PostgresSettings): Promise<PostgresOptions> {
  throw new Error(`Not there yet: ${settings.name}`);
}
