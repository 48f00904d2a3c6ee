import { cellText } from "../../core/cell-text.ts";
import { safeText } from "../../core/safe-text.ts";
import { formatNumber } from "./number.ts";

/** One cell of a table, safe for a terminal. */
export interface Cell {
  readonly text: string;
  /** A number, or text that holds nothing but one: it is never cut. */
  readonly isNumber: boolean;
  /** NULL, or no value at all (undefined), which is shown as nothing. */
  readonly isNull: boolean;
  readonly value: unknown;
}

// Exact numerics and big integers come as text. No leading zeros: `01234` is a key or a postal code.
const NUMBER_TEXT = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i;

export function toCell(value: unknown, groupDigits: boolean): Cell {
  if (value === null) return { text: "NULL", isNumber: false, isNull: true, value };
  if (value === undefined) return { text: "", isNumber: false, isNull: true, value };
  if (typeof value === "number" || typeof value === "bigint") {
    return { text: groupDigits ? formatNumber(value) : String(value), isNumber: true, isNull: false, value };
  }
  const text = safeText(cellText(value));
  return { text, isNumber: NUMBER_TEXT.test(text), isNull: false, value };
}

/** True when every value of the column that is not NULL is a number. */
export function isNumericColumn(rows: readonly (readonly Cell[])[], column: number): boolean {
  const cells = rows.flatMap((row) => row[column] ?? []).filter((cell) => !cell.isNull);
  return cells.length > 0 && cells.every((cell) => cell.isNumber);
}
