import type { Json } from "../../protocol/json.ts";
import type { FailingRows } from "../../protocol/run.ts";
import type { StatementResult } from "../connections/warehouse.ts";
import { jsonValue } from "./value.ts";

/** Most that is kept of one check's failing rows, as bytes of JSON: the history stays small whatever the rows hold. */
export const MAX_FAILING_BYTES = 64 * 1024;

/** Longest text that is kept of one value. */
export const MAX_CELL_LENGTH = 1000;

/** The statement for the rows to keep, and one more, which tells that there are more. */
export function firstRows(select: string, keepRows: number): string {
  return `SELECT * FROM (\n${select}\n) AS failing_rows LIMIT ${keepRows + 1}`;
}

/** As many of the rows as may be kept, in JSON. */
export function keepFailingRows(
  { columns, rows }: Pick<StatementResult, "columns" | "rows">,
  keepRows: number,
): FailingRows {
  return limitFailingRows({ columns, rows: rows.map((row) => row.map(jsonValue)), isCut: false }, keepRows);
}

/** The same for rows that a check has brought itself. */
export function limitFailingRows(given: FailingRows, keepRows: number): FailingRows {
  const kept: (readonly Json[])[] = [];
  let bytes = Buffer.byteLength(JSON.stringify(given.columns));
  let isCut = given.isCut || given.rows.length > keepRows;
  for (const row of given.rows.slice(0, keepRows)) {
    const short = row.map(shortened);
    bytes += Buffer.byteLength(JSON.stringify(short)) + 1;
    if (bytes > MAX_FAILING_BYTES) return { columns: given.columns, rows: kept, isCut: true };
    isCut ||= short.some((value, index) => value !== row[index]);
    kept.push(short);
  }
  return { columns: given.columns, rows: kept, isCut };
}

function shortened(value: Json): Json {
  if (typeof value !== "string" || value.length <= MAX_CELL_LENGTH) return value;
  // Not between the two halves of a character.
  return `${value.slice(0, MAX_CELL_LENGTH - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
