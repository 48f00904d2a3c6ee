import { el, icon } from "../../shared/dom.ts";
import type { GridData, GridView } from "./grid-data.ts";
import type { Window } from "./window-of.ts";

export interface HeaderActions {
  sort(column: number): void;
  /** The width while somebody drags. */
  resize(column: number, width: number): void;
  /** As wide as what is there needs. */
  fit(column: number): void;
  selectAll(): void;
}

export function headerId(column: number): string {
  return `head-${column}`;
}

/** Marks the name that the keys are at. */
export function markHeader(header: HTMLElement, active: number | undefined): void {
  for (const cell of header.children) {
    cell.classList.toggle("active", active !== undefined && cell.id === headerId(active));
  }
}

/** The names of the columns that are on the screen, and the corner above the row numbers. */
export function headerCells(
  { columns, hasMore }: GridData,
  { sort, widths }: GridView,
  starts: readonly number[],
  { first, end }: Window,
  actions: HeaderActions,
): readonly HTMLElement[] {
  const corner = el("div", {
    class: "grid-corner",
    role: "columnheader",
    "aria-label": "Row number",
    title: "Select all",
    onclick: () => actions.selectAll(),
  });
  const cells = columns.slice(first, end).map((column, offset) => {
    const index = first + offset;
    const direction = sort?.column === index ? sort.direction : undefined;
    const among = hasMore ? ", among the rows that are here" : "";
    const sorted = direction === undefined ? "" : `\nSorted ${direction}, NULLs last${among}`;
    const handle = el("span", { class: "grid-handle", "aria-hidden": true });
    const cell = el(
      "div",
      {
        class: column.isNumeric ? "grid-head-cell number" : "grid-head-cell",
        role: "columnheader",
        id: headerId(index),
        "aria-colindex": index + 2,
        "aria-sort": direction ?? "none",
        title: `${column.name.slice(0, 500)}\n${column.type}${sorted}`,
        "data-column": index,
        style: `left: ${starts[index] ?? 0}px; width: ${widths[index] ?? 0}px`,
        onclick: (event) => {
          if (event.target !== handle) actions.sort(index);
        },
      },
      el("bdi", { class: "grid-name" }, column.name.slice(0, 300)),
      direction !== undefined && icon(direction === "ascending" ? "arrow-up" : "arrow-down"),
      handle,
    );
    handle.addEventListener("pointerdown", (event) =>
      startResize(event, handle, cell.offsetWidth, (width) => actions.resize(index, width)),
    );
    handle.addEventListener("dblclick", () => actions.fit(index));
    return cell;
  });
  return [corner, ...cells];
}

function startResize(
  event: PointerEvent,
  handle: HTMLElement,
  width: number,
  resize: (width: number) => void,
): void {
  event.preventDefault();
  const from = event.clientX;
  const move = (moved: PointerEvent): void => resize(width + moved.clientX - from);
  const stop = (): void => {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", stop);
  };
  // On the window: the header is drawn anew while its column changes.
  addEventListener("pointermove", move);
  addEventListener("pointerup", stop);
  handle.classList.add("dragged");
}
