import type { Cell } from "./cell.ts";
import { width } from "./fit.ts";

/** What stands between two columns of a table. */
export const GAP = "  ";

/** Columns of text are not cut below this width: less says nothing. */
const NARROWEST = 8;

/**
 * The width of each column so that a line takes at most `available` columns, or undefined when numbers, the columns
 * of those `whole` names and the least of the other texts do not fit. The widest texts give way first.
 */
export function columnWidths(
  headers: readonly string[],
  rows: readonly (readonly Cell[])[],
  available: number,
  whole: readonly string[] = [],
): number[] | undefined {
  const widths = headers.map(width);
  const least = headers.map((header) => Math.min(width(header), NARROWEST));
  for (const row of rows) {
    row.forEach((cell, column) => {
      const columns = width(cell.text);
      const isWhole = cell.isNumber || cell.isNull || whole.includes(headers[column] ?? "");
      const needed = isWhole ? columns : Math.min(columns, NARROWEST);
      widths[column] = Math.max(widths[column] ?? 0, columns);
      least[column] = Math.max(least[column] ?? 0, needed);
    });
  }
  const room = available - GAP.length * Math.max(0, headers.length - 1);
  if (sum(least) > room) return undefined;
  return shrink(widths, least, room);
}

/** Takes from the widest column that may still shrink, down to the next widest, until the sum is `room`. */
function shrink(widths: number[], least: readonly number[], room: number): number[] {
  let excess = sum(widths) - room;
  while (excess > 0) {
    const candidates = widths
      .map((columns, index) => ({ columns, index, floor: least[index] ?? 0 }))
      .filter(({ columns, floor }) => columns > floor)
      .sort((a, b) => b.columns - a.columns);
    const [widest, second] = candidates;
    if (widest === undefined) break;
    const downTo = Math.max(widest.floor, Math.min(second?.columns ?? 0, widest.columns - 1));
    const taken = Math.min(excess, widest.columns - downTo);
    widths[widest.index] = widest.columns - taken;
    excess -= taken;
  }
  return widths;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
