import type { TableRef } from "../warehouse.ts";
import { quoteTable } from "./identifiers.ts";
import type { PgSession } from "./session.ts";
import { runQuery } from "./statements.ts";

/**
 * A table that exists is locked by its real schema; one that does not, by the schema that CREATE TABLE would
 * put it in. So the lock is the same before and after its creation, and however the table is written.
 */
const LOCK = `
SELECT pg_advisory_xact_lock(hashtextextended(format('millrace load %I.%I',
  coalesce((SELECT n.nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.oid = to_regclass($1)), $2::text, current_schema(), ''), $3::text), 0))`;

/** Waits for the table's load lock and holds it to the end of the transaction. Throws pg's errors. */
export async function lockForLoad(session: PgSession, table: TableRef): Promise<void> {
  await runQuery(session, LOCK, [quoteTable(table), table.schema, table.name]);
}
