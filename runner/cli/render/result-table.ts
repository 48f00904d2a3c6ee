import { countOf } from "./number.ts";
import type { Style } from "./style.ts";
import { renderTable } from "./table.ts";

/** The rows of a query as a table with its row count below: `(2 rows)`. Digits are not grouped. */
export function renderResult(
  result: { readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] },
  width: number,
  style: Style,
): string {
  const footer = style.paint.dim(`(${countOf(result.rows.length, "row")})`);
  if (result.columns.length === 0) return footer;
  const table = renderTable({ columns: result.columns, rows: result.rows, width, style, groupDigits: false });
  return `${table}\n${footer}`;
}
