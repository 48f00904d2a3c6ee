import type { ExportFormat } from "../../../protocol/rpc/sql.ts";
import type { ResultColumn } from "../../connections/warehouse.ts";
import { cellText } from "../../core/cell-text.ts";
import { csvRecord } from "../../core/csv.ts";

/** How rows become a file, in parts that are written one after another. */
export interface RowWriter {
  readonly start: string;
  row(values: readonly unknown[], index: number): string;
  end(rows: number): string;
  /** What somebody should know of the file. */
  readonly notes: readonly string[];
}

/** One for each format. */
export const ROW_WRITERS: Readonly<Record<ExportFormat, (columns: readonly ResultColumn[]) => RowWriter>> = {
  csv: (columns) => separated(columns, ","),
  tsv: (columns) => separated(columns, "\t"),
  json,
  markdown,
};

function separated(columns: readonly ResultColumn[], separator: "," | "\t"): RowWriter {
  return {
    start: csvRecord(namesOf(columns), separator),
    row: (values) => csvRecord(values, separator),
    end: () => "",
    notes: [],
  };
}

/** An array of objects. JSON of the warehouse stands in it as it is; numbers that JSON readers would round are text. */
function json(columns: readonly ResultColumn[]): RowWriter {
  const { keys, notes } = uniqueNames(namesOf(columns));
  const names = keys.map((key) => JSON.stringify(key));
  const isJson = columns.map(({ type }) => type === "json" || type === "jsonb");
  const jsonOf = (value: unknown, column: number): string => {
    if (typeof value === "string" && isJson[column] === true) return value;
    if (typeof value === "number" && !Number.isFinite(value)) return JSON.stringify(String(value));
    return JSON.stringify(value ?? null);
  };
  return {
    start: "[",
    row: (values, index) => {
      const fields = values.map((value, column) => `${names[column]}:${jsonOf(value, column)}`);
      return `${index === 0 ? "\n" : ",\n"}{${fields.join(",")}}`;
    },
    end: (rows) => (rows === 0 ? "]\n" : "\n]\n"),
    notes,
  };
}

/** A JSON object has each key once. */
function uniqueNames(names: readonly string[]): {
  readonly keys: readonly string[];
  readonly notes: readonly string[];
} {
  const taken = new Set(names);
  const seen = new Set<string>();
  const notes: string[] = [];
  const keys = names.map((name) => {
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    let number = 2;
    while (taken.has(`${name}_${number}`)) number += 1;
    const key = `${name}_${number}`;
    taken.add(key);
    notes.push(`Another column is called ${name} too: it is ${key} in the file.`);
    return key;
  });
  return { keys, notes };
}

function markdown(columns: readonly ResultColumn[]): RowWriter {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  const head = line(namesOf(columns).map(markdownText));
  return {
    start: head + line(columns.map(({ isNumeric }) => (isNumeric ? "---:" : "---"))),
    row: (values) => line(values.map((value) => (value === null ? "NULL" : markdownText(cellText(value))))),
    end: () => "",
    notes: [],
  };
}

/** Data that shows as it is: no markup, no table of its own. */
function markdownText(text: string): string {
  return text
    .replace(/[\\`*_[\]|~]/g, (sign) => `\\${sign}`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replace(/\r\n|\r|\n/g, "<br>");
}

function namesOf(columns: readonly ResultColumn[]): readonly string[] {
  return columns.map(({ name }) => name);
}
