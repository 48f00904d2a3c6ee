import { el } from "../shared/dom.ts";
import { cellViewer, type ViewedCell } from "./cell-viewer.ts";
import { type PageState, type ShownSection, wholeLength } from "./page-state.ts";
import { refill } from "./refill.ts";

export interface ViewerPane {
  readonly element: HTMLElement;
  draw(): void;
  show(isOpen: boolean): void;
}

export interface ViewerWorld {
  /** The result that is shown, and its rows' indexes in the order in which they are. */
  shown(): { readonly section: ShownSection; readonly order: readonly number[] } | undefined;
  copy(text: string): void;
  /** What the page looks like is to be kept. */
  keep(): void;
  closed(): void;
}

/** The place beside the grid for all of the active cell's value. */
export function viewerPane(state: PageState, world: ViewerWorld): ViewerPane {
  const element = el("div", { class: "viewer-place" });
  const draw = (): void => {
    element.hidden = !state.isViewerOpen;
    if (!state.isViewerOpen) return;
    refill(
      element,
      cellViewer(activeCell(state, world), state.wraps, {
        copy: world.copy,
        wrap: (wraps) => {
          state.wraps = wraps;
          world.keep();
          draw();
        },
        close: () => {
          show(false);
          world.closed();
        },
      }),
    );
  };
  const show = (isOpen: boolean): void => {
    state.isViewerOpen = isOpen;
    world.keep();
    draw();
  };
  return { element, draw, show };
}

function activeCell(state: PageState, world: ViewerWorld): ViewedCell | undefined {
  const current = world.shown();
  if (current === undefined) return undefined;
  const { view, section, rows } = current.section;
  const place = view.selection?.active;
  const index = place && current.order[place.row];
  const column = place && section.columns[place.column];
  if (place === undefined || index === undefined || column === undefined) return undefined;
  return {
    column,
    row: index + 1,
    value: rows[index]?.[place.column] ?? null,
    wholeLength: wholeLength(state, section.version, index, place.column),
  };
}
