import type { TableRef } from "../warehouse.ts";

/** `"name"`: taken exactly as written, whatever its case and characters. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteTable(table: TableRef): string {
  const name = quoteIdentifier(table.name);
  return table.schema === null ? name : `${quoteIdentifier(table.schema)}.${name}`;
}

/** `'text'`, or `E'te\\xt'` where a backslash would otherwise depend on the session's settings. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes("\\") ? ` E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}
