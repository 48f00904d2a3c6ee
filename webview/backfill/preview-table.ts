import type { PreviewRow } from "../../protocol/webview/backfill.ts";
import { type Child, el, fill, icon } from "../shared/dom.ts";
import { virtualRows } from "./virtual-rows.ts";

export interface PreviewTable {
  readonly element: HTMLElement;
  show(rows: readonly PreviewRow[]): void;
}

/** As in the style sheet. */
const ROW_HEIGHT = 24;
const PADDING = 18;
const LEAST_HEIGHT = 96;

interface Column {
  readonly title: string;
  readonly text: (row: PreviewRow) => string;
  readonly cell?: (row: PreviewRow) => Child | readonly Child[];
  readonly isNumber?: boolean;
  /** Shown also where no row has anything in it. */
  readonly isAlways?: boolean;
  /** Room beside the text: an icon. */
  readonly spare?: number;
}

const STATE_ICONS: Readonly<Record<PreviewRow["state"], string>> = {
  none: "",
  queued: "circle-outline",
  running: "sync",
  success: "pass",
  failed: "error",
  cancelled: "circle-slash",
  paused: "debug-pause",
  interrupted: "warning",
};

const COLUMNS: readonly Column[] = [
  { title: "Interval", text: ({ label }) => label, isAlways: true },
  {
    title: "State",
    text: ({ state }) => (state === "none" ? "" : state),
    cell: ({ state }) => state !== "none" && [icon(STATE_ICONS[state]), ` ${state}`],
    spare: 3,
  },
  {
    title: "Action",
    text: ({ actionText }) => actionText,
    cell: ({ actionText, mark }) => [
      actionText,
      mark === "warning" && icon("warning", "See the notes"),
      mark === "question" && icon("question", "See the notes"),
    ],
    isAlways: true,
    spare: 3,
  },
  { title: "Tasks", text: ({ tasks }) => tasks, isNumber: true },
  { title: "Files", text: ({ files }) => files },
  { title: "Usual", text: ({ usual }) => usual, isNumber: true },
  { title: "Why", text: ({ reason }) => reason, isAlways: true },
];

/** A dry run, one line for each run in the order in which they start. Columns that would be empty are left out. */
export function previewTable(): PreviewTable {
  const columns = el("colgroup");
  const head = el("tr");
  const table = el("table", {
    class: "table",
    "aria-label": "What would run",
    "data-testid": "preview-table",
  });
  const scroller = el(
    "div",
    { class: "scroller", tabindex: 0, role: "group", "aria-label": "Preview" },
    table,
  );
  const body = virtualRows(scroller, ROW_HEIGHT);
  table.append(columns, el("thead", {}, head), body.element);
  return {
    element: scroller,
    show: (rows) => {
      const shown = COLUMNS.filter(
        (column) => column.isAlways === true || rows.some((row) => column.text(row) !== ""),
      );
      const widths = shown.map((column) => charactersOf(column, rows));
      fill(
        columns,
        shown.map(({ title }, index) =>
          el("col", {
            class: title.toLowerCase(),
            style: title === "Why" ? undefined : `width: ${widthOf(widths[index] ?? 0, 1)}`,
          }),
        ),
      );
      const least = (without: string): string => {
        const taken = widths.filter((_, index) => shown[index]?.title !== without);
        return widthOf(
          taken.reduce((sum, characters) => sum + characters, 0),
          taken.length,
        );
      };
      table.style.setProperty("--least", least(""));
      // In a narrow preview this column is not there.
      table.style.setProperty("--least-narrow", least("Usual"));
      fill(
        head,
        shown.map(({ title, isNumber }) => {
          const classes = isNumber === true ? `number ${title.toLowerCase()}` : title.toLowerCase();
          return el("th", { scope: "col", class: classes }, title);
        }),
      );
      table.setAttribute("aria-rowcount", String(rows.length + 1));
      body.show(rows.length, (index) => {
        const row = rows[index];
        return row === undefined ? el("tr") : tableRow(row, shown);
      });
      // So much stays in sight where there is little room; a short table has no more than its rows.
      scroller.style.minHeight = `${Math.min(LEAST_HEIGHT, table.getBoundingClientRect().height + 2)}px`;
    },
  };
}

function tableRow(row: PreviewRow, columns: readonly Column[]): HTMLTableRowElement {
  return el(
    "tr",
    { class: `action-${row.action} state-${row.state}`, "data-testid": "preview-row" },
    columns.map((column) => {
      const text = column.text(row);
      const isMissing = column.title === "Files" && row.isMissingFiles;
      const classes = [
        "cut",
        column.isNumber && "number",
        isMissing && "missing",
        column.title.toLowerCase(),
      ];
      return el(
        "td",
        { class: classes.filter((one) => typeof one === "string").join(" "), title: text },
        column.cell?.(row) ?? text,
      );
    }),
  );
}

/** By the longest text of all rows, so that columns stay where they are while the table is scrolled. */
function charactersOf({ title, text, spare = 0 }: Column, rows: readonly PreviewRow[]): number {
  const longest = rows.reduce((most, row) => Math.max(most, text(row).length), title.length);
  // Reasons have what the others leave, and no less than this.
  return title === "Why" ? 16 : Math.min(32, longest) + spare;
}

function widthOf(characters: number, columns: number): string {
  return `calc(${characters}ch + ${columns * PADDING}px)`;
}
