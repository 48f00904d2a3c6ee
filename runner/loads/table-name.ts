import { UserError } from "../../protocol/user-error.ts";
import type { TableRef } from "../connections/warehouse.ts";

/**
 * Reads a table name as authors write it and as SQL reads it: `songplays`, `mart.songplays`,
 * `"Mixed Case"."t"`. Parts without quotes fold to lower case. Throws a UserError for anything else.
 */
export function parseTableName(text: string): TableRef {
  const parts = splitName(text.trim());
  if (parts === undefined) throw badTableName(text);
  const [first, second] = parts;
  if (first === undefined) throw badTableName(text);
  return second === undefined ? { schema: null, name: first } : { schema: first, name: second };
}

/** Reads a column's name in the same way: `Level` is `level`, `"Level"` is itself. Throws a UserError. */
export function parseColumnName(text: string): string {
  const match = COLUMN.exec(text.trim());
  const name = match === null ? undefined : unquote(match[1], match[2]);
  if (name === undefined) throw badColumnName(text);
  return name;
}

/** The table as SQL, quoted where it needs it or not: always safe to put into a statement. */
export function formatTable(table: TableRef): string {
  return table.schema === null
    ? quoteName(table.name)
    : `${quoteName(table.schema)}.${quoteName(table.name)}`;
}

/** An identifier between double quotes. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Identifiers between double quotes, with commas. */
export function quoteNames(names: readonly string[]): string {
  return names.map(quoteName).join(", ");
}

const PART = /(?:"((?:[^"\0]|"")+)"|([\p{L}_][\p{L}\p{N}_$]*))/u;
const NAME = new RegExp(`^${PART.source}(?:\\s*\\.\\s*${PART.source})?$`, "u");
const COLUMN = new RegExp(`^${PART.source}$`, "u");

function splitName(text: string): string[] | undefined {
  const match = NAME.exec(text);
  if (match === null) return undefined;
  const [, quoted1, plain1, quoted2, plain2] = match;
  return [unquote(quoted1, plain1), unquote(quoted2, plain2)].filter((part) => part !== undefined);
}

function unquote(quoted: string | undefined, plain: string | undefined): string | undefined {
  // SQL folds ASCII letters only; what Postgres does with others depends on the database's locale.
  if (plain !== undefined) return plain.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return quoted?.replaceAll('""', '"');
}

function badTableName(text: string): UserError {
  return new UserError({
    code: "bad-table-name",
    message: `"${text}" is not the name of a table.`,
    next: 'Write `name` or `schema.name`; a part with other characters than letters, digits and _ goes between double quotes: "my table".',
  });
}

function badColumnName(text: string): UserError {
  return new UserError({
    code: "bad-column-name",
    message: `"${text}" is not the name of a column.`,
    next: 'A name with other characters than letters, digits and _ goes between double quotes: "my column".',
  });
}
