import type { Cell, CutCell } from "../../../protocol/rpc/sql.ts";
import type { OpenResult } from "../../connections/warehouse.ts";
import { CutText } from "../../connections/warehouse.ts";

export interface Page {
  readonly rows: readonly (readonly Cell[])[];
  readonly cut: readonly CutCell[];
}

/** Rows that are asked for at a time, so that large ones do not all come at once. */
const ROWS_AT_ONCE = 100;
/** Characters after which a page is full, whatever its rows: it goes to the client as one message. */
const PAGE_LENGTH = 4_000_000;

/** Up to so many rows; fewer at the end, and when they are large. */
export async function readPage(result: OpenResult, wanted: number): Promise<Page> {
  const rows: (readonly Cell[])[] = [];
  const cut: CutCell[] = [];
  let length = 0;
  do {
    // The first ones tell how large they are.
    const most = rows.length === 0 ? 10 : ROWS_AT_ONCE;
    const read = await result.read(Math.min(most, wanted - rows.length));
    for (const values of read) {
      for (const [column, value] of values.entries()) {
        if (value instanceof CutText) cut.push({ row: rows.length, column, length: value.length });
        length += value instanceof CutText ? value.text.length : typeof value === "string" ? value.length : 8;
      }
      rows.push(values.map(cellOf));
    }
  } while (result.hasMore && rows.length < wanted && length < PAGE_LENGTH);
  return { rows, cut };
}

/** NaN and the infinities have no JSON. */
function cellOf(value: unknown): Cell {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (value instanceof CutText) return value.text;
  return typeof value === "number" && Number.isFinite(value) ? value : String(value);
}
