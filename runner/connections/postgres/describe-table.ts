import type { Column, TableRef } from "../warehouse.ts";
import { quoteTable } from "./identifiers.ts";
import type { PgSession } from "./session.ts";
import { runQuery } from "./statements.ts";

/** `under` goes from a column's type down to what is no domain: a domain's length is with the type below it. */
const DESCRIBE = `
SELECT a.attname, format_type(a.atttypid, a.atttypmod), under.base_type, NOT (a.attnotnull OR under.not_null),
  a.atthasdef OR a.attidentity <> '' OR under.has_default,
  CASE WHEN a.attgenerated <> '' THEN 'computed' WHEN a.attidentity = 'a' THEN 'identity' END
FROM pg_catalog.pg_class AS c
LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN LATERAL (
  WITH RECURSIVE types (depth, oid, typmod, not_null, has_default) AS (
    SELECT 0, a.atttypid, a.atttypmod, false, false
    UNION ALL
    SELECT depth + 1, d.typbasetype, d.typtypmod, d.typnotnull, depth = 0 AND d.typdefault IS NOT NULL
    FROM types JOIN pg_catalog.pg_type AS d ON d.oid = types.oid WHERE d.typtype = 'd')
  SELECT (array_agg(format_type(oid, typmod) ORDER BY depth DESC) FILTER (WHERE depth > 0))[1] AS base_type,
    bool_or(not_null) AS not_null, bool_or(has_default) AS has_default
  FROM types) AS under ON true
WHERE c.oid = to_regclass($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
ORDER BY a.attnum`;

type Described = readonly [
  name: string | null,
  type: string,
  baseType: string | null,
  nullable: boolean,
  hasDefault: boolean,
  generated: "computed" | "identity" | null,
];

/** Columns in table order; undefined when no table (or view) has that very name. Throws pg's errors. */
export async function describeTable(
  session: PgSession,
  table: TableRef,
): Promise<readonly Column[] | undefined> {
  const { rows } = await runQuery(session, DESCRIBE, [quoteTable(table)]);
  if (rows.length === 0) return undefined;
  // A table without columns still gives one row, of nulls.
  return (rows as unknown as readonly Described[]).flatMap(
    ([name, type, baseType, nullable, hasDefault, generated]) => {
      if (name === null) return [];
      const domain = baseType === null ? {} : { baseType };
      return [{ name, type, ...domain, nullable, hasDefault, ...(generated !== null && { generated }) }];
    },
  );
}
