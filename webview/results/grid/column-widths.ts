import type { Cell, ResultColumn } from "../../../protocol/rpc/sql.ts";
import { cellText } from "./cell-text.ts";

const LEAST = 56;
/** Of a column nobody has asked to be wider. */
const MOST = 320;
const MOST_FITTED = 1200;
/** Padding at both sides and the line between. */
const AROUND = 24;
/** Room for the arrow of a sorted column. */
const ARROW = 18;
const ROWS_LOOKED_AT = 100;

export type Measure = (text: string) => number;

/** As wide as its name and first values need, within reason. */
export function firstWidths(
  columns: readonly ResultColumn[],
  rows: readonly (readonly Cell[])[],
  measure: Measure,
): number[] {
  const sample = rows.slice(0, ROWS_LOOKED_AT);
  return columns.map((_, index) => Math.min(MOST, fittedWidth(columns, sample, index, measure)));
}

/** As wide as all that is given needs. */
export function fittedWidth(
  columns: readonly ResultColumn[],
  rows: readonly (readonly Cell[])[],
  index: number,
  measure: Measure,
): number {
  const longest = rows.reduce((most, row) => {
    const text = cellText(row[index] ?? null);
    return text.length > most.length ? text : most;
  }, "");
  const name = measure(columns[index]?.name ?? "") + ARROW;
  return clampWidth(Math.max(name, measure(longest)) + AROUND);
}

export function clampWidth(width: number): number {
  return Math.round(Math.max(LEAST, Math.min(MOST_FITTED, width)));
}
