import type { Cell, ExportFormat, ResultColumn } from "../../../protocol/rpc/sql.ts";
import { assertNever } from "../../../protocol/user-error.ts";

/** What is copied or saved: some columns of some rows. */
export interface Block {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface FormatOptions {
  readonly header: boolean;
}

/** The rows as a text of the format. JSON and Markdown always have names: they are nothing without. */
export function formatRows(block: Block, format: ExportFormat, { header }: FormatOptions): string {
  switch (format) {
    case "csv":
      return lines(block, header, ",", csvCell, "\r\n");
    case "tsv":
      return lines(block, header, "\t", tsvCell, "\n");
    case "json":
      return jsonRows(block);
    case "markdown":
      return markdownRows(block);
    default:
      return assertNever(format);
  }
}

function lines(
  { columns, rows }: Block,
  header: boolean,
  between: string,
  cell: (cell: Cell) => string,
  end: string,
): string {
  const all = header ? [columns.map(({ name }) => name), ...rows] : rows;
  return all.map((row) => row.map(cell).join(between)).join(end);
}

/** RFC 4180. NULL is nothing at all, an empty text is quoted, so that they stay apart. */
function csvCell(cell: Cell): string {
  if (cell === null) return "";
  const text = String(cell);
  return text === "" || /[",\r\n]/.test(text) ? quoted(text) : text;
}

/** As spreadsheets paste it: a tab or a line end inside of a value is kept by quotes. */
function tsvCell(cell: Cell): string {
  if (cell === null) return "";
  const text = String(cell);
  return /[\t\r\n]/.test(text) || text.startsWith('"') ? quoted(text) : text;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** An array of objects. Columns of the same name get a number: `count`, `count_2`. */
function jsonRows({ columns, rows }: Block): string {
  const names = uniqueNames(columns.map(({ name }) => name));
  // Not `Object.fromEntries`: names such as `10` would come before all others, and `__proto__` not at all.
  const objects = rows.map((row) => {
    const fields = names.map(
      (name, index) => `${JSON.stringify(name)}: ${JSON.stringify(row[index] ?? null)}`,
    );
    return `  { ${fields.join(", ")} }`;
  });
  return objects.length === 0 ? "[]" : `[\n${objects.join(",\n")}\n]`;
}

function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let count = 2; taken.has(unique) || (unique !== name && names.includes(unique)); count += 1)
      unique = `${name}_${count}`;
    taken.add(unique);
    return unique;
  });
}

function markdownRows({ columns, rows }: Block): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ name }) => markdownText(name))),
    line(columns.map(({ isNumeric }) => (isNumeric ? "---:" : "---"))),
    ...rows.map((row) => line(row.map((cell) => (cell === null ? "NULL" : markdownText(String(cell)))))),
  ].join("\n");
}

/** Nothing of it ends the cell, or the line. */
function markdownText(text: string): string {
  return text
    .replace(/[\\|]/g, "\\$&")
    .replaceAll("<", "&lt;")
    .replace(/\r\n|[\r\n]/g, "<br>");
}
