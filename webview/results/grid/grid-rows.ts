import { el } from "../../shared/dom.ts";
import { cellText } from "./cell-text.ts";
import type { GridData, GridView } from "./grid-data.ts";
import { type CellPlace, isSelected, rangeOf } from "./selection.ts";
import type { Window } from "./window-of.ts";

export const ROW_HEIGHT = 22;
export const HEADER_HEIGHT = 26;

export function cellId({ row, column }: CellPlace): string {
  return `cell-${row}-${column}`;
}

/** One row; `row` is its place on the screen, `index` the one in the result. */
export function gridRow(
  { columns, rows }: GridData,
  { widths }: GridView,
  starts: readonly number[],
  { row, index }: { readonly row: number; readonly index: number },
  { first, end }: Window,
): HTMLElement {
  const values = rows[index] ?? [];
  const cells = columns.slice(first, end).map((column, offset) => {
    const at = first + offset;
    const value = values[at] ?? null;
    const kind = value === null ? "grid-cell null" : column.isNumeric ? "grid-cell number" : "grid-cell";
    return el(
      "div",
      {
        class: kind,
        role: "gridcell",
        id: cellId({ row, column: at }),
        "aria-colindex": at + 2,
        "data-row": row,
        "data-column": at,
        style: `left: ${starts[at] ?? 0}px; width: ${widths[at] ?? 0}px`,
      },
      el("bdi", {}, cellText(value)),
    );
  });
  return el(
    "div",
    {
      class: row % 2 === 1 ? "grid-row odd" : "grid-row",
      role: "row",
      "aria-rowindex": row + 2,
      style: `top: ${HEADER_HEIGHT + row * ROW_HEIGHT}px`,
    },
    el("div", { class: "grid-number", role: "rowheader", "data-row": row }, index + 1),
    cells,
  );
}

/** Marks the cells that are drawn as they are selected now. */
export function markSelection(rows: Iterable<HTMLElement>, { selection }: GridView): void {
  const range = selection && rangeOf(selection);
  for (const element of rows) {
    for (const cell of element.children) {
      if (!(cell instanceof HTMLElement) || cell.dataset["column"] === undefined) continue;
      const [row, column] = [Number(cell.dataset["row"]), Number(cell.dataset["column"])];
      const selected = isSelected(range, row, column);
      cell.setAttribute("aria-selected", String(selected));
      const isActive = selection?.active.row === row && selection.active.column === column;
      cell.classList.toggle("active", isActive);
    }
  }
}
