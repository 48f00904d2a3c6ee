import { UserError } from "../../../protocol/user-error.ts";
import { type PostgresOptions, serverAddress } from "./options.ts";

/** Major versions that the tests run on, first and last. */
export const OLDEST_VERSION = 13;
const NEWEST_VERSION = 18;

/** What a server says of itself when a session is opened (its ParameterStatus messages), by name. */
export type ServerParameters = ReadonlyMap<string, string>;

/** Redshift has stayed at the version that it came from. */
const REDSHIFT_VERSION = /^8\.0\.2$/;

/** Why a server is not spoken to: it is no Postgres, or too old. Undefined for those that are. */
export function serverProblem(options: PostgresOptions, parameters: ServerParameters): UserError | undefined {
  const version = parameters.get("server_version") ?? "";
  if (parameters.has("crdb_version")) return notPostgres(options, "CockroachDB");
  if (REDSHIFT_VERSION.test(version)) return notPostgres(options, "Amazon Redshift");
  const major = Number.parseInt(version, 10);
  return major < OLDEST_VERSION ? tooOld(options, version) : undefined;
}

/** Behind the version of a server that is newer than what the tests run on. */
export function versionRemark(version: string): string {
  const major = Number(/^PostgreSQL (\d+)/.exec(version)?.[1]);
  return major > NEWEST_VERSION ? `; tested with ${OLDEST_VERSION} to ${NEWEST_VERSION}` : "";
}

function notPostgres(options: PostgresOptions, product: string): UserError {
  return new UserError({
    code: "warehouse-not-postgres",
    message: `Warehouse "${options.name}" at ${serverAddress(options)} is ${product}, not Postgres: loads need what only Postgres does.`,
    next: "Connect to a Postgres server, 13 or newer.",
  });
}

function tooOld(options: PostgresOptions, version: string): UserError {
  return new UserError({
    code: "warehouse-version",
    message: `Warehouse "${options.name}" at ${serverAddress(options)} is PostgreSQL ${version}, which is too old.`,
    next: `Upgrade the server to ${OLDEST_VERSION} or newer, or use another one.`,
  });
}
