import { el, fill } from "../shared/dom.ts";

export interface VirtualRows {
  readonly element: HTMLTableSectionElement;
  /** Draws the rows that can be seen, and a few around them. */
  draw(): void;
  show(count: number, rowAt: (index: number) => HTMLTableRowElement): void;
}

/** Rows beyond what is seen, so that scrolling finds them there. */
const SPARE = 12;

/** The rows of a long table, of which only those near the seen part of `scroller` exist. All are of one height. */
export function virtualRows(scroller: HTMLElement, rowHeight: number): VirtualRows {
  const element = el("tbody");
  const shown: { count: number; rowAt: (index: number) => HTMLTableRowElement; first: number; end: number } =
    {
      count: 0,
      rowAt: () => el("tr"),
      first: -1,
      end: -1,
    };
  const draw = (): void => {
    const above = Math.max(0, scroller.scrollTop - element.offsetTop);
    const first = Math.max(0, Math.min(shown.count, Math.floor(above / rowHeight)) - SPARE);
    const end = Math.min(shown.count, Math.ceil((above + scroller.clientHeight) / rowHeight) + SPARE);
    if (first === shown.first && end === shown.end) return;
    shown.first = first;
    shown.end = end;
    const rows = Array.from({ length: Math.max(0, end - first) }, (_, offset) => {
      const row = shown.rowAt(first + offset);
      // The header is the first row.
      row.setAttribute("aria-rowindex", String(first + offset + 2));
      return row;
    });
    fill(element, spacer(first * rowHeight), rows, spacer((shown.count - end) * rowHeight));
  };
  scroller.addEventListener("scroll", draw, { passive: true });
  new ResizeObserver(draw).observe(scroller);
  return {
    element,
    draw,
    show: (count, rowAt) => {
      Object.assign(shown, { count, rowAt, first: -1, end: -1 });
      draw();
    },
  };
}

function spacer(height: number): HTMLElement | null {
  return height <= 0
    ? null
    : el("tr", { class: "spacer", "aria-hidden": true, style: `height: ${height}px` });
}
