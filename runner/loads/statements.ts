import { quoteName, quoteNames } from "./table-name.ts";

// Builders of the loads' statements. `table` is always a table as SQL (`formatTable`), names are not yet
// quoted, and `select` is the text of one SELECT. What they build runs on Postgres 13 and later.

/** A result without rows that has the SELECT's columns. */
export function selectNothing(select: string): string {
  return `SELECT * FROM (\n${select}\n) AS millrace_select LIMIT 0`;
}

/**
 * The SELECT's rows into the table; `columns` name them in the SELECT's order. The SELECT follows without a
 * subquery around it, so that untyped literals (`NULL`, `'2018-11-01'`) take the columns' types.
 */
export function insertSelect(table: string, columns: readonly string[], select: string): string {
  return `INSERT INTO ${table} (${quoteNames(columns)})\n${select}`;
}

/** As `insertSelect`. Its one row: rows inserted, those without a time, those outside, least and greatest outside. */
export function insertSelectWithin(
  table: string,
  columns: readonly string[],
  select: string,
  timeColumn: string,
  within: string,
): string {
  const time = quoteName(timeColumn);
  return `WITH millrace_inserted AS (
${insertSelect(table, columns, select)}
RETURNING ${time})
SELECT count(*), count(*) FILTER (WHERE ${time} IS NULL), count(*) FILTER (WHERE NOT (${within})),
       (min(${time}) FILTER (WHERE NOT (${within})))::text, (max(${time}) FILTER (WHERE NOT (${within})))::text
  FROM millrace_inserted`;
}

export function deleteWhere(table: string, condition: string): string {
  return `DELETE FROM ${table} WHERE ${condition}`;
}

export function deleteAll(table: string): string {
  return `DELETE FROM ${table}`;
}

export function countRows(table: string, condition?: string): string {
  // The line break keeps a comment at the condition's end from swallowing the parenthesis.
  return `SELECT count(*) FROM ${table}${condition === undefined ? "" : ` WHERE (${condition}\n)`}`;
}

/** Where an upsert collects the SELECT's rows: a temporary table, so that the SELECT runs once. */
export const INCOMING = 'pg_temp."millrace_incoming"';

/** An empty `INCOMING` with the table's own column types, without its constraints. */
export function createIncoming(table: string, columns: readonly string[]): string {
  return `CREATE TEMPORARY TABLE "millrace_incoming" ON COMMIT DROP AS
SELECT ${quoteNames(columns)} FROM ${table} WHERE false`;
}

/** Gives the planner the size of `INCOMING`: without it, joins with a large one can be planned badly. */
export const ANALYZE_INCOMING = `ANALYZE ${INCOMING}`;

/** One value: how many rows of `INCOMING` have no complete key. */
export function countNullKeys(key: readonly string[]): string {
  return countRows(INCOMING, key.map((name) => `${quoteName(name)} IS NULL`).join(" OR "));
}

/** Keys that `INCOMING` has more than once, the most frequent first: the key's values as text, its rows, all such keys. */
export function findDuplicateKeys(key: readonly string[], limit: number): string {
  const values = key.map((name) => `${quoteName(name)}::text`).join(", ");
  return `SELECT ${values}, count(*), count(*) OVER ()
  FROM ${INCOMING}
 GROUP BY ${quoteNames(key)}
HAVING count(*) > 1
 ORDER BY count(*) DESC, ${quoteNames(key)}
 LIMIT ${limit}`;
}

/**
 * Writes the incoming values over known rows that differ; undefined when there is nothing but the key. With
 * `version`, only where the incoming one is the same or later; a row without a version is older than any other.
 */
export function updateChanged(
  table: string,
  columns: readonly string[],
  key: readonly string[],
  version?: string,
): string | undefined {
  const values = columns.filter((name) => !key.includes(name));
  if (values.length === 0) return undefined;
  const assignments = values.map((name) => `${quoteName(name)} = s.${quoteName(name)}`);
  const conditions = [sameKey(key), `${image("t", values)} OPERATOR(pg_catalog.*<>) ${image("s", values)}`];
  if (version !== undefined) {
    const column = quoteName(version);
    conditions.push(`(t.${column} IS NULL OR s.${column} >= t.${column})`);
  }
  return `UPDATE ${table} AS t
   SET ${assignments.join(",\n       ")}
  FROM ${INCOMING} AS s
 WHERE ${conditions.join("\n   AND ")}`;
}

/** Inserts the incoming rows whose key the table does not have. */
export function insertNew(table: string, columns: readonly string[], key: readonly string[]): string {
  const selected = columns.map((name) => `s.${quoteName(name)}`).join(", ");
  return `INSERT INTO ${table} (${quoteNames(columns)})
SELECT ${selected}
  FROM ${INCOMING} AS s
 WHERE NOT EXISTS (SELECT 1 FROM ${table} AS t WHERE ${sameKey(key)})`;
}

function sameKey(key: readonly string[]): string {
  return key.map((name) => `t.${quoteName(name)} = s.${quoteName(name)}`).join(" AND ");
}

/**
 * Values as they are stored: `=` takes 1.0 for 1.00, and a day for 24 hours, and some types have none at all. The cast
 * has the row compared as a whole.
 */
function image(alias: string, names: readonly string[]): string {
  return `ROW(${names.map((name) => `${alias}.${quoteName(name)}`).join(", ")})::record`;
}
