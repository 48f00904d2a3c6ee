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

/** One record, with its CRLF. With a tab between fields it is what spreadsheets read and write as TSV. */
export function csvRecord(values: readonly unknown[], separator: "," | "\t" = ","): string {
  // A record of one NULL would be an empty line, which readers skip.
  if (values.length === 1 && (values[0] === null || values[0] === undefined)) return '""\r\n';
  return `${values.map((value) => csvField(value, separator)).join(separator)}\r\n`;
}

function csvField(value: unknown, separator: string): string {
  if (value === null || value === undefined) return "";
  const text = cellText(value);
  const needsQuotes = text === "" || text.includes(separator) || /["\r\n]|^\s|\s$/.test(text);
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}
