import type { Cell, ResultColumn } from "../../protocol/rpc/sql.ts";
import { countText } from "../../protocol/text/counted.ts";
import { el } from "../shared/dom.ts";
import { button } from "../shared/toolkit.ts";
import { fullText } from "./grid/cell-text.ts";

export interface ViewedCell {
  readonly column: ResultColumn;
  /** Counted from 1. */
  readonly row: number;
  readonly value: Cell;
  /** Characters of the whole value, when only its beginning is here. */
  readonly wholeLength: number | undefined;
}

export interface ViewerActions {
  copy(text: string): void;
  wrap(wraps: boolean): void;
  close(): void;
}

/** Longer texts make the page slow; Copy takes all of them. */
const LONGEST = 1_000_000;

/** All of one value, beside the grid. */
export function cellViewer(
  cell: ViewedCell | undefined,
  wraps: boolean,
  actions: ViewerActions,
): HTMLElement {
  const text = cell === undefined ? "" : fullText(cell.value, cell.column);
  return el(
    "aside",
    { class: "viewer", "aria-label": "Value of the cell" },
    el(
      "div",
      { class: "viewer-head" },
      el(
        "span",
        { class: "cut", title: cell?.column.name.slice(0, 500) },
        cell === undefined ? "No cell is selected" : el("bdi", {}, cell.column.name.slice(0, 300)),
        cell !== undefined && el("span", { class: "quiet" }, ` ${cell.column.type} · row ${cell.row}`),
      ),
      button({
        label: wraps ? "Do not wrap lines" : "Wrap lines",
        icon: "word-wrap",
        look: "icon",
        "aria-pressed": wraps,
        "data-focus": "wrap",
        onclick: () => actions.wrap(!wraps),
      }),
      button({
        label: "Copy value",
        icon: "copy",
        look: "icon",
        "data-focus": "copy-value",
        onclick: () => actions.copy(text),
      }),
      button({
        label: "Close",
        icon: "close",
        look: "icon",
        "data-focus": "close-viewer",
        onclick: () => actions.close(),
      }),
    ),
    cell?.wholeLength !== undefined &&
      el(
        "p",
        { class: "note quiet", role: "status" },
        `Only the beginning of ${countText(cell.wholeLength)} characters is here. Export writes all of them.`,
      ),
    el(
      "pre",
      {
        class: `viewer-text ${wraps ? "wraps" : ""} ${cell?.value === null ? "null" : ""}`,
        tabindex: 0,
        dir: "auto",
        "data-testid": "cell-value",
      },
      text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text,
    ),
  );
}
