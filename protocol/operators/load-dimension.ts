/** Fills a dimension table from a SELECT, in one transaction with its ledger row. */
export interface LoadDimensionParams {
  readonly table: string;
  /** The SELECT whose columns are inserted by name: a `.sql` file or the statement. */
  readonly sql: string;
  /** SQL that creates the table if it is not there: a `.sql` file or the statement. */
  readonly create?: string;
  /**
   * `upsert`: inserts new keys and updates changed rows of known ones; needs `key`. `truncateInsert`: replaces
   * all rows (DELETE and INSERT, one transaction). `append`: inserts; a second load of the same interval is
   * refused. Default: `upsert` when there is a `key`, else `truncateInsert`.
   */
  readonly mode?: "upsert" | "truncateInsert" | "append";
  /** Column or columns that identify a row. */
  readonly key?: string | readonly string[];
  /**
   * With `upsert`: a column that grows with time. A known row is only updated by one whose value here is the
   * same or later, so runs can commit in any order and the newest interval wins.
   */
  readonly version?: string;
  /** With `append`: load the interval again even though it was loaded before. */
  readonly allowDuplicates?: boolean;
  readonly warehouse?: string;
}
