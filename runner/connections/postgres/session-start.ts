import { quoteLiteral } from "./identifiers.ts";
import type { PostgresOptions } from "./options.ts";

export const DEFAULT_APPLICATION_NAME = "millrace";

/**
 * What RESET ALL goes back to as well. Of two with the same name the server takes the last. `onlyNeeded`: without those
 * that `sessionDefaults` sets too.
 */
export function startupOptions(options: PostgresOptions, onlyNeeded: boolean): string | undefined {
  const { startupOptions: asked, readOnly, statementMilliseconds } = options;
  if (onlyNeeded) return asked;
  const all = [
    asked,
    readOnly !== undefined && "-c default_transaction_read_only=on",
    statementMilliseconds !== undefined && `-c statement_timeout=${statementMilliseconds}`,
  ];
  return all.filter((part) => part).join(" ") || undefined;
}

/**
 * The statements that a session begins with, and begins anew with after a reset: the form in which results are read the
 * same everywhere, whatever the server's or the role's defaults; a server that asks whether we are there (else what we
 * cannot end any more holds its locks for hours); and what a pooler between has not told the server.
 */
export function sessionDefaults(options: PostgresOptions): string {
  const { applicationName = DEFAULT_APPLICATION_NAME, readOnly, statementMilliseconds } = options;
  return [
    ...["SET TimeZone = 'UTC'", "SET DateStyle = 'ISO, MDY'", "SET IntervalStyle = 'postgres'"],
    ...["SET tcp_keepalives_idle = 60", "SET tcp_keepalives_interval = 10"],
    `SET application_name = ${quoteLiteral(applicationName)}`,
    ...(statementMilliseconds === undefined ? [] : [`SET statement_timeout = ${statementMilliseconds}`]),
    ...(readOnly === undefined ? [] : ["SET default_transaction_read_only = on"]),
  ].join("; ");
}
