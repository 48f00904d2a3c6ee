import { el, fill } from "../../shared/dom.ts";
import { clampWidth, firstWidths, fittedWidth } from "./column-widths.ts";
import { type GridData, type GridView, newGridView } from "./grid-data.ts";
import { type HeaderActions, headerCells, headerId, markHeader } from "./grid-header.ts";
import { listenToKeys, listenToPointer } from "./grid-input.ts";
import { cellId, gridRow, HEADER_HEIGHT, markSelection, ROW_HEIGHT } from "./grid-rows.ts";
import { onHeaderKey } from "./header-keys.ts";
import { measureIn } from "./measure-text.ts";
import { allCells, type GridSize, type Selection } from "./selection.ts";
import { nextSort, sortedOrder } from "./sort-rows.ts";
import { columnStarts, scrollToShow, type Window, windowOfColumns, windowOfRows } from "./window-of.ts";

export interface GridListener {
  /** What is selected, sorted or wide has changed. */
  changed(): void;
  /** Somebody wants to see all of the active cell. */
  opened(): void;
  /** Somebody wants the menu, at this place of the page. */
  asked(x: number, y: number): void;
}

export interface Grid {
  readonly element: HTMLElement;
  /** Shows this, or what has come of it since. */
  show(data: GridData, view: GridView): void;
  /** Indexes of rows in the order in which they are shown. */
  readonly order: readonly number[];
  sortBy(column: number): void;
  focus(): void;
}

const EXTRA_ROWS = 8;
const EXTRA_COLUMNS = 2;
const NUMBER_WIDTH_LEAST = 44;
const EMPTY: GridData = { key: "", columns: [], rows: [], hasMore: false };

interface State {
  data: GridData;
  view: GridView;
  order: readonly number[];
  starts: readonly number[];
  columns: Window;
  /** The column whose name the keys are at. */
  header: number | undefined;
  isWaiting: boolean;
}

/**
 * A table of which only what is on the screen is drawn. All rows are of one height, so that places are computed and
 * nothing is measured; the browser scrolls, and cells follow in the next frame.
 */
export function createGrid(listener: GridListener): Grid {
  const header = el("div", { class: "grid-header", role: "row", "aria-rowindex": 1 });
  const canvas = el("div", { class: "grid-canvas", role: "presentation" }, header);
  const element = el(
    "div",
    { class: "grid", role: "grid", tabindex: 0, "aria-multiselectable": true },
    canvas,
  );
  const drawn = new Map<number, HTMLElement>();
  const state: State = {
    data: EMPTY,
    view: newGridView(),
    order: [],
    starts: [0],
    columns: { first: 0, end: 0 },
    header: undefined,
    isWaiting: false,
  };

  const numberWidth = (): number =>
    Math.max(NUMBER_WIDTH_LEAST, String(state.data.rows.length).length * 9 + 16);

  const clear = (): void => {
    for (const row of drawn.values()) row.remove();
    drawn.clear();
  };

  const drawFrame = (): void => {
    state.isWaiting = false;
    const { data, view, order, starts } = state;
    const number = numberWidth();
    const area = { scroll: element.scrollLeft, size: element.clientWidth - number };
    const columns = windowOfColumns(starts, area, EXTRA_COLUMNS);
    if (columns.first !== state.columns.first || columns.end !== state.columns.end) {
      state.columns = columns;
      clear();
    }
    const places = starts.map((start) => start + number);
    if (drawn.size === 0) fill(header, [...headerCells(data, view, places, columns, actions)]);
    const rows = windowOfRows(
      {
        scroll: element.scrollTop,
        size: element.clientHeight - HEADER_HEIGHT,
        height: ROW_HEIGHT,
        count: order.length,
      },
      EXTRA_ROWS,
    );
    for (const [row, drawnRow] of drawn) {
      if (row >= rows.first && row < rows.end) continue;
      drawnRow.remove();
      drawn.delete(row);
    }
    for (let row = rows.first; row < rows.end; row += 1) {
      const index = order[row];
      if (drawn.has(row) || index === undefined) continue;
      const made = gridRow(data, view, places, { row, index }, columns);
      drawn.set(row, made);
      canvas.append(made);
    }
    markSelection(drawn.values(), view);
    markHeader(header, state.header);
    const active = document.getElementById(activeId(state) ?? "");
    if (active === null) element.removeAttribute("aria-activedescendant");
    else element.setAttribute("aria-activedescendant", active.id);
  };
  const draw = (): void => {
    if (state.isWaiting) return;
    state.isWaiting = true;
    requestAnimationFrame(drawFrame);
  };

  const layOut = (): void => {
    const { data, view } = state;
    state.starts = columnStarts(view.widths);
    const number = numberWidth();
    canvas.style.width = `${number + (state.starts.at(-1) ?? 0)}px`;
    canvas.style.height = `${HEADER_HEIGHT + data.rows.length * ROW_HEIGHT}px`;
    canvas.style.setProperty("--number-width", `${number}px`);
    element.setAttribute("aria-rowcount", data.hasMore ? "-1" : String(data.rows.length + 1));
    element.setAttribute("aria-colcount", String(data.columns.length + 1));
    clear();
    draw();
  };
  const order = (): void => {
    const { data, view } = state;
    const isNumeric = view.sort !== undefined && data.columns[view.sort.column]?.isNumeric === true;
    state.order = sortedOrder(data.rows, view.sort, isNumeric);
  };

  const sortBy = (column: number): void => {
    state.view.sort = nextSort(state.view.sort, column);
    order();
    layOut();
    listener.changed();
  };
  const setWidth = (column: number, width: number): void => {
    state.view.widths[column] = clampWidth(width);
    layOut();
    listener.changed();
  };
  const select = (selection: Selection | undefined): void => {
    state.header = undefined;
    state.view.selection = selection;
    if (selection !== undefined) reveal(selection);
    draw();
    listener.changed();
  };
  const reveal = ({ active }: Selection): void => {
    const top = active.row * ROW_HEIGHT;
    element.scrollTop = scrollToShow(
      element.scrollTop,
      element.clientHeight - HEADER_HEIGHT,
      top,
      top + ROW_HEIGHT,
    );
    revealColumn(active.column);
  };
  const revealColumn = (column: number): void => {
    const [left = 0, right = 0] = [state.starts[column], state.starts[column + 1]];
    element.scrollLeft = scrollToShow(element.scrollLeft, element.clientWidth - numberWidth(), left, right);
  };
  const size = (): GridSize => ({
    rows: state.order.length,
    columns: state.data.columns.length,
    page: Math.max(1, Math.floor((element.clientHeight - HEADER_HEIGHT) / ROW_HEIGHT) - 1),
  });
  const actions: HeaderActions = {
    sort: sortBy,
    resize: setWidth,
    fit: (column) =>
      setWidth(column, fittedWidth(state.data.columns, state.data.rows, column, measureIn(element))),
    selectAll: () => select(allCells(size())),
  };

  element.addEventListener("scroll", () => {
    state.view.top = element.scrollTop;
    state.view.left = element.scrollLeft;
    draw();
  });
  new ResizeObserver(draw).observe(element);
  const input = {
    selection: () => state.view.selection,
    select,
    size,
    opened: listener.opened,
    asked: listener.asked,
  };
  const headerInput = {
    active: () => state.header,
    activate: (column: number | undefined) => {
      state.header = column;
      if (column !== undefined) revealColumn(column);
      draw();
    },
    columns: () => state.data.columns.length,
    columnBelow: () => {
      const active = state.view.selection?.active;
      return active?.row === 0 ? active.column : undefined;
    },
    sort: sortBy,
    widen: (column: number, by: number) => setWidth(column, (state.view.widths[column] ?? 0) + by),
  };
  element.addEventListener("keydown", (event) => {
    if (onHeaderKey(event, headerInput)) event.preventDefault();
  });
  listenToKeys(element, input);
  listenToPointer(element, input);

  return {
    element,
    get order() {
      return state.order;
    },
    show: (data, view) => {
      const isOther = data.key !== state.data.key || view !== state.view;
      const hasGrown = data.rows.length !== state.order.length;
      const columnsLook = isOther || data.hasMore !== state.data.hasMore;
      state.data = data;
      state.view = view;
      if (isOther) state.header = undefined;
      // Widths are taken from the first rows that come.
      if (view.widths.length !== data.columns.length || (state.order.length === 0 && !isOther && hasGrown))
        view.widths = firstWidths(data.columns, data.rows, measureIn(element));
      if (isOther || hasGrown) order();
      if (isOther || hasGrown || columnsLook) layOut();
      if (!isOther) return;
      element.scrollTop = view.top;
      element.scrollLeft = view.left;
    },
    sortBy,
    focus: () => element.focus({ preventScroll: true }),
  };
}

/** The id of the name or the cell that the keys are at. */
function activeId({ header, view }: State): string | undefined {
  if (header !== undefined) return headerId(header);
  return view.selection === undefined ? undefined : cellId(view.selection.active);
}
