import type { Cell, ResultColumn } from "../../../protocol/rpc/sql.ts";
import type { Selection } from "./selection.ts";
import type { Sort } from "./sort-rows.ts";

/** What the grid shows. */
export interface GridData {
  /** Another one: the grid begins anew. */
  readonly key: string;
  readonly columns: readonly ResultColumn[];
  /** Grows as rows come. */
  readonly rows: readonly (readonly Cell[])[];
  readonly hasMore: boolean;
}

/** How somebody looks at it; kept while they look at something else. Changes in place. */
export interface GridView {
  sort: Sort | undefined;
  widths: number[];
  selection: Selection | undefined;
  top: number;
  left: number;
}

export function newGridView(): GridView {
  return { sort: undefined, widths: [], selection: undefined, top: 0, left: 0 };
}
