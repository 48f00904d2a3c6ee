import type { Cell, ResultColumn } from "../protocol/rpc/sql.ts";

/** Rows that somebody has, shown as a tab of the results panel: failing rows of a check, a table's preview. */
export interface RowsToShow {
  /** Tabs with the same key replace each other, unless pinned. */
  readonly key: string;
  readonly title: string;
  /** Beside the title: where the rows come from. */
  readonly detail: string;
  /** The statement behind them, if there is one. */
  readonly sql?: string;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** More rows exist than are here. */
  readonly isCut: boolean;
}

export interface ResultsPort {
  showRows(rows: RowsToShow): Promise<void>;
}
