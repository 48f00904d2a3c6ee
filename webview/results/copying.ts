import { EXPORT_FORMATS, type ExportFormat } from "../../protocol/rpc/sql.ts";
import { countText } from "../../protocol/text/counted.ts";
import { type Block, formatRows } from "./format/format-rows.ts";
import { rangeOf } from "./grid/selection.ts";
import type { MenuItem } from "./menu.ts";
import type { ShownSection } from "./page-state.ts";

const NAMES: Readonly<Record<ExportFormat, string>> = {
  csv: "CSV",
  tsv: "TSV",
  json: "JSON",
  markdown: "Markdown",
};

/** The selected cells; without more than one of them, everything that is here. */
export function blockToCopy(
  { section, rows, view }: ShownSection,
  order: readonly number[],
  wanted: "selection" | "selection or all",
): Block {
  const range = view.selection && rangeOf(view.selection);
  const isOneCell = range !== undefined && range.top === range.bottom && range.left === range.right;
  if (range === undefined || (isOneCell && wanted === "selection or all"))
    return { columns: section.columns, rows: order.map((index) => rows[index] ?? []) };
  return {
    columns: section.columns.slice(range.left, range.right + 1),
    rows: order
      .slice(range.top, range.bottom + 1)
      .map((index) => (rows[index] ?? []).slice(range.left, range.right + 1)),
  };
}

export function copyMenu(
  shown: ShownSection,
  order: readonly number[],
  withHeader: boolean,
  actions: { copy(text: string): void; header(withHeader: boolean): void },
): readonly MenuItem[] {
  const block = blockToCopy(shown, order, "selection or all");
  const isAll = block.rows.length === order.length && block.columns.length === shown.section.columns.length;
  const title = isAll
    ? `All ${countText(order.length)} rows that are here`
    : `${countText(block.rows.length)} × ${block.columns.length} selected cells`;
  return [
    { kind: "title", label: title },
    ...EXPORT_FORMATS.map(
      (format): MenuItem => ({
        kind: "action",
        label: `Copy as ${NAMES[format]}`,
        run: () => actions.copy(formatRows(block, format, { header: withHeader })),
      }),
    ),
    { kind: "line" },
    {
      kind: "choice",
      label: "With column names (CSV, TSV)",
      isOn: withHeader,
      run: () => actions.header(!withHeader),
    },
  ];
}

/** `all`: the statement is run again and all of its rows are written; else the rows that are here. */
export function exportMenu(
  shown: ShownSection,
  order: readonly number[],
  all: ((format: ExportFormat) => void) | undefined,
  save: (format: ExportFormat, text: string) => void,
): readonly MenuItem[] {
  const here = (format: ExportFormat): void => {
    const { section, rows } = shown;
    const block = { columns: section.columns, rows: order.map((index) => rows[index] ?? []) };
    save(format, formatRows(block, format, { header: true }));
  };
  const title =
    all === undefined ? "Rows that are here, to a file" : "All rows, to a file (runs the statement again)";
  return [
    { kind: "title", label: title },
    ...EXPORT_FORMATS.map(
      (format): MenuItem => ({
        kind: "action",
        label: `Export as ${NAMES[format]}…`,
        run: () => (all ?? here)(format),
      }),
    ),
  ];
}
