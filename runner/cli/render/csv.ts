import { cellText } from "./cell-text.ts";

/**
 * A CSV document (RFC 4180): a header record, then one record for each row, each ended by CRLF. NULL is an
 * empty field and empty text is `""`, so that the two stay apart, as in Postgres's COPY. Values are the data's
 * own, unescaped: this is for files and other programs.
 */
export function csvDocument(columns: readonly string[], rows: Iterable<readonly unknown[]>): string {
  let document = csvRecord(columns);
  for (const row of rows) document += csvRecord(row);
  return document;
}

/** One record, with its CRLF. */
export function csvRecord(values: readonly unknown[]): string {
  // A record of one NULL would be an empty line, which readers skip.
  if (values.length === 1 && (values[0] === null || values[0] === undefined)) return '""\r\n';
  return `${values.map(csvField).join(",")}\r\n`;
}

function csvField(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = cellText(value);
  return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
