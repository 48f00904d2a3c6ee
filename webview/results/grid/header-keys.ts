/** What the keyboard does with the names of the columns. One of them is active, or none: then the keys are the cells'. */
export interface HeaderInput {
  active(): number | undefined;
  activate(column: number | undefined): void;
  columns(): number;
  /** The active cell, when it is in the first row: the column's name is above it. */
  columnBelow(): number | undefined;
  sort(column: number): void;
  widen(column: number, by: number): void;
}

const STEP = 16;

/** Arrow up from the first row goes to the names; Enter sorts there, and arrows with Shift set the width. */
export function onHeaderKey(event: KeyboardEvent, input: HeaderInput): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const column = input.active();
  if (column === undefined) {
    const below = event.key === "ArrowUp" && !event.shiftKey ? input.columnBelow() : undefined;
    if (below !== undefined) input.activate(below);
    return below !== undefined;
  }
  const last = input.columns() - 1;
  switch (event.key) {
    case "Enter":
    case " ":
      input.sort(column);
      return true;
    case "ArrowLeft":
    case "ArrowRight": {
      const by = event.key === "ArrowRight" ? 1 : -1;
      if (event.shiftKey) input.widen(column, by * STEP);
      else input.activate(Math.max(0, Math.min(last, column + by)));
      return true;
    }
    case "Home":
      input.activate(0);
      return true;
    case "End":
      input.activate(last);
      return true;
    case "ArrowUp":
      return true;
    case "ArrowDown":
    case "Escape":
      input.activate(undefined);
      return true;
    default:
      return false;
  }
}
