import { UserError } from "../../../protocol/user-error.ts";
import { sqlErrorCause } from "../postgres/errors.ts";
import { quoteIdentifier } from "../postgres/identifiers.ts";
import { postgresWarehouse } from "../postgres/postgres-warehouse.ts";
import type { EmbeddedServer } from "./embedded-postgres.ts";

/** SQLSTATEs of a database that another process has made in the meantime. */
const THERE_BY_NOW: ReadonlySet<string | undefined> = new Set(["42P04", "23505"]);

/** The server's address of one of its databases. */
export type EmbeddedAddress = EmbeddedServer["connection"];

/**
 * Where a database of the server is, made when it is not there. Where nothing may be written (`mayCreate` false)
 * that is a UserError.
 */
export async function embeddedDatabase(
  { connection }: EmbeddedServer,
  database: string,
  { warehouse, mayCreate }: { readonly warehouse: string; readonly mayCreate: boolean },
): Promise<EmbeddedAddress> {
  const address = { ...connection, database };
  if (database === connection.database) return address;
  const administration = postgresWarehouse({ name: warehouse, ...connection, maxSessions: 1 });
  try {
    const { rows } = await administration.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (rows.length > 0) return address;
    if (!mayCreate) throw noDatabase(warehouse, database);
    await administration.query(`CREATE DATABASE ${quoteIdentifier(database)}`);
  } catch (error) {
    if (!THERE_BY_NOW.has(sqlErrorCause(error)?.sqlState)) throw error;
  } finally {
    await administration.close();
  }
  return address;
}

function noDatabase(warehouse: string, database: string): UserError {
  return new UserError({
    code: "no-database",
    message: `The embedded server has no database ${database}, and warehouse "${warehouse}" is read-only.`,
    next: "Load something into it first, with a target or a connection that may write.",
  });
}
