/** A rectangle of cells: from where it began to the cell that keys move. Rows as they are shown. */
export interface Selection {
  readonly anchor: CellPlace;
  readonly active: CellPlace;
}

export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Rows that fit on the screen. */
  readonly page: number;
}

export interface CellRange {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** A key as the grid takes it; `extend` is Shift, `far` is Ctrl or Cmd. */
export interface GridKey {
  readonly key: string;
  readonly extend: boolean;
  readonly far: boolean;
}

export function rangeOf({ anchor, active }: Selection): CellRange {
  return {
    top: Math.min(anchor.row, active.row),
    bottom: Math.max(anchor.row, active.row),
    left: Math.min(anchor.column, active.column),
    right: Math.max(anchor.column, active.column),
  };
}

export function isSelected(range: CellRange | undefined, row: number, column: number): boolean {
  return (
    range !== undefined &&
    range.top <= row &&
    row <= range.bottom &&
    range.left <= column &&
    column <= range.right
  );
}

export function allCells({ rows, columns }: GridSize): Selection {
  return { anchor: { row: 0, column: 0 }, active: { row: rows - 1, column: columns - 1 } };
}

/** Whole rows, from where the selection began if it is extended. */
export function wholeRow(
  before: Selection | undefined,
  row: number,
  columns: number,
  extend: boolean,
): Selection {
  const anchor = extend && before !== undefined ? before.anchor.row : row;
  return { anchor: { row: anchor, column: 0 }, active: { row, column: columns - 1 } };
}

/** The selection after a key; undefined for keys that move nothing. */
export function moveSelection(
  before: Selection | undefined,
  key: GridKey,
  size: GridSize,
): Selection | undefined {
  if (size.rows === 0 || size.columns === 0) return undefined;
  if (key.key.toLowerCase() === "a" && key.far) return allCells(size);
  const from = before?.active ?? { row: 0, column: 0 };
  const target = before === undefined && key.key.startsWith("Arrow") ? from : targetOf(from, key, size);
  if (target === undefined) return undefined;
  const active = {
    row: clamp(target.row, size.rows),
    column: clamp(target.column, size.columns),
  };
  return { anchor: key.extend && before !== undefined ? before.anchor : active, active };
}

function targetOf({ row, column }: CellPlace, { key, far }: GridKey, size: GridSize): CellPlace | undefined {
  const [lastRow, lastColumn] = [size.rows - 1, size.columns - 1];
  switch (key) {
    case "ArrowUp":
      return { row: far ? 0 : row - 1, column };
    case "ArrowDown":
      return { row: far ? lastRow : row + 1, column };
    case "ArrowLeft":
      return { row, column: far ? 0 : column - 1 };
    case "ArrowRight":
      return { row, column: far ? lastColumn : column + 1 };
    case "Home":
      return { row: far ? 0 : row, column: 0 };
    case "End":
      return { row: far ? lastRow : row, column: lastColumn };
    case "PageUp":
      return { row: row - size.page, column };
    case "PageDown":
      return { row: row + size.page, column };
    default:
      return undefined;
  }
}

function clamp(value: number, count: number): number {
  return Math.max(0, Math.min(count - 1, value));
}
