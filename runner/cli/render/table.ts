import { safeText } from "../../core/safe-text.ts";
import { type Cell, isNumericColumn, toCell } from "./cell.ts";
import { cut, padEnd, padStart, width } from "./fit.ts";
import { formatNumber } from "./number.ts";
import type { Style } from "./style.ts";
import { columnWidths, GAP } from "./table-widths.ts";

export interface TableOptions {
  readonly columns: readonly string[];
  /** Values as data has them; numbers and texts that hold nothing but numbers align to the right. */
  readonly rows: readonly (readonly unknown[])[];
  /** Columns of the terminal that the table may take. */
  readonly width: number;
  readonly style: Style;
  /** Write 6820 as 6,820. Off for results of queries, where a number may be a year or a key. Default true. */
  readonly groupDigits?: boolean;
  /** Names of columns whose texts are not cut. */
  readonly whole?: readonly string[];
  /** Names of columns that are left out, the first one first, where the texts of all would have to be cut. */
  readonly spare?: readonly string[];
  /** Paints a cell (its text is safe, cut and padded) by its value: state columns. */
  readonly paintCell?: (text: string, value: unknown, column: number) => string;
}

/**
 * An aligned table, one line for each row, without a newline at its end. Long texts are cut to fit the width,
 * numbers never; where even that does not fit, each row becomes a block of `column  value` lines.
 */
export function renderTable(given: TableOptions): string {
  const options = withoutSpare(given);
  const { style } = options;
  const headers = options.columns.map(safeText);
  const rows = options.rows.map((row) =>
    headers.map((_, column) => toCell(row[column], options.groupDigits ?? true)),
  );
  const isNumeric = headers.map((_, column) => isNumericColumn(rows, column));
  const widths = columnWidths(headers, rows, options.width, options.whole);
  if (widths === undefined) return renderBlocks(headers, rows, options);

  const layOut = (texts: readonly string[], paint: (text: string, column: number) => string): string => {
    const cells = texts.map((text, column) => {
      const columns = widths[column] ?? 0;
      const fitted = cut(text, columns, style.ellipsis);
      const toRight = isNumeric[column] === true;
      return paint(toRight ? padStart(fitted, columns) : padEnd(fitted, columns), column);
    });
    return cells.join(GAP).trimEnd();
  };
  const rule = widths.map((columns) => (style.unicode ? "─" : "-").repeat(columns)).join(GAP);
  return [
    layOut(headers, (text) => style.paint.bold(text)),
    style.paint.dim(rule),
    ...rows.map((row) =>
      layOut(
        row.map((cell) => cell.text),
        (text, column) => paintCell(text, row[column], column, options),
      ),
    ),
  ].join("\n");
}

/** The table without those of its spare columns for which there is no room. */
function withoutSpare(options: TableOptions): TableOptions {
  const { columns, rows, width: room, spare: [first, ...others] = [] } = options;
  if (first === undefined) return options;
  const [, rule = ""] = renderTable({ ...options, spare: [], width: Number.POSITIVE_INFINITY }).split("\n");
  if (width(rule) <= room) return options;
  const keep = <T>(cells: readonly T[]): T[] => cells.filter((_, index) => columns[index] !== first);
  return withoutSpare({ ...options, columns: keep(columns), rows: rows.map(keep), spare: others });
}

function paintCell(text: string, cell: Cell | undefined, column: number, options: TableOptions): string {
  if (cell === undefined) return text;
  if (cell.isNull) return options.style.paint.dim(text);
  return options.paintCell === undefined ? text : options.paintCell(text, cell.value, column);
}

/** For terminals too narrow for the table: a block for each row, a line for each column, nothing cut off but text. */
function renderBlocks(
  headers: readonly string[],
  rows: readonly (readonly Cell[])[],
  options: TableOptions,
): string {
  const { style } = options;
  const labels = headers.map((header) =>
    cut(header, Math.max(8, Math.floor(options.width / 3)), style.ellipsis),
  );
  const labelWidth = Math.max(0, ...labels.map(width));
  const valueWidth = Math.max(1, options.width - labelWidth - GAP.length);
  const blocks = rows.map((row, index) => {
    const title = style.paint.dim(`${style.unicode ? "──" : "--"} row ${formatNumber(index + 1)}`);
    const lines = row.map((cell, column) => {
      const text = cell.isNumber ? cell.text : cut(cell.text, valueWidth, style.ellipsis);
      const label = style.paint.bold(padEnd(labels[column] ?? "", labelWidth));
      return `${label}${GAP}${paintCell(text, cell, column, options)}`.trimEnd();
    });
    return [title, ...lines].join("\n");
  });
  return blocks.join("\n");
}
