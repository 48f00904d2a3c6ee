import {
  type CellPlace,
  type GridSize,
  isSelected,
  moveSelection,
  rangeOf,
  type Selection,
  wholeRow,
} from "./selection.ts";

export interface GridInput {
  selection(): Selection | undefined;
  select(selection: Selection | undefined): void;
  size(): GridSize;
  /** All of the active cell is wanted. */
  opened(): void;
  /** The menu is wanted, at this place of the page. */
  asked(x: number, y: number): void;
}

export function listenToKeys(element: HTMLElement, input: GridInput): void {
  element.addEventListener("keydown", (event) => {
    if (event.altKey || event.defaultPrevented) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      input.opened();
      return;
    }
    const key = { key: event.key, extend: event.shiftKey, far: event.ctrlKey || event.metaKey };
    const selection = moveSelection(input.selection(), key, input.size());
    if (selection === undefined) return;
    event.preventDefault();
    input.select(selection);
  });
}

export function listenToPointer(element: HTMLElement, input: GridInput): void {
  element.addEventListener("pointerdown", (event) => {
    const selection = selectionAt(event, input);
    if (selection === undefined) return;
    // A click with the other button is for what is selected already.
    const range = input.selection();
    const { row, column } = selection.active;
    if (event.button === 2 && range !== undefined && isSelected(rangeOf(range), row, column)) return;
    input.select(selection);
    if (event.button !== 0) return;
    const move = (moved: PointerEvent): void => {
      const place = placeAt(document.elementFromPoint(moved.clientX, moved.clientY));
      const now = input.selection();
      if (place?.column !== undefined && now !== undefined)
        input.select({ anchor: now.anchor, active: { row: place.row, column: place.column } });
    };
    const stop = (): void => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", stop);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", stop);
  });
  element.addEventListener("dblclick", ({ target }) => {
    if (target instanceof Element && placeAt(target)?.column !== undefined) input.opened();
  });
  element.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    const { left, top } = element.getBoundingClientRect();
    // From the keyboard it has no place.
    const isKey = event.clientX === 0 && event.clientY === 0;
    input.asked(isKey ? left + 24 : event.clientX, isKey ? top + 24 : event.clientY);
  });
}

function selectionAt({ target, shiftKey }: PointerEvent, input: GridInput): Selection | undefined {
  const place = target instanceof Element ? placeAt(target) : undefined;
  if (place === undefined) return undefined;
  const before = input.selection();
  if (place.column === undefined) return wholeRow(before, place.row, input.size().columns, shiftKey);
  const active = { row: place.row, column: place.column };
  return { anchor: shiftKey && before !== undefined ? before.anchor : active, active };
}

/** The cell at an element, or the row whose number it is. */
function placeAt(element: Element | null): (Pick<CellPlace, "row"> & Partial<CellPlace>) | undefined {
  const cell = element?.closest<HTMLElement>("[data-row]");
  if (cell === null || cell === undefined) return undefined;
  const { row, column } = cell.dataset;
  return column === undefined ? { row: Number(row) } : { row: Number(row), column: Number(column) };
}
