import type { Column, TableRef } from "../warehouse.ts";
import { quoteTable } from "./identifiers.ts";
import type { PgSession } from "./session.ts";
import { runQuery } from "./statements.ts";

const DESCRIBE = `
SELECT a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, a.atthasdef OR a.attidentity <> ''
FROM pg_catalog.pg_class AS c
LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.oid = to_regclass($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
ORDER BY a.attnum`;

/** Columns in table order; undefined when no table (or view) has that very name. Throws pg's errors. */
export async function describeTable(
  session: PgSession,
  table: TableRef,
): Promise<readonly Column[] | undefined> {
  const { rows } = await runQuery(session, DESCRIBE, [quoteTable(table)]);
  if (rows.length === 0) return undefined;
  const columns = rows as readonly (readonly [string | null, string, boolean, boolean])[];
  // A table without columns still gives one row, of nulls.
  return columns.flatMap(([name, type, nullable, hasDefault]) =>
    name === null ? [] : [{ name, type, nullable, hasDefault }],
  );
}
