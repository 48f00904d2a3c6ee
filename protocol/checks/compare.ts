/**
 * Two queries give the same rows, in any order. Numbers are compared as numbers, NULL is only NULL, all else by its
 * text. A side has 100,000 rows at most. Thresholds of `severity` are rows without a counterpart, in percent of both
 * sides' rows; with `key`, rows that differ, in percent of all keys.
 */
export interface CompareParams {
  /** A query (or a `.sql` file), or an object that says more. */
  readonly left: string | CompareSide;
  /** What `left` should be the same as. */
  readonly right: string | CompareSide;
  /**
   * Columns that name a row on both sides. With them, columns are matched by name, and each value that differs is
   * told; without them, columns are matched by position.
   */
  readonly key?: string | readonly string[];
  /**
   * How far apart two numbers may be: a number, or a percentage of the right one (`"1%"`). With more than one row,
   * `key` is needed.
   */
  readonly tolerance?: number | `${number}%`;
  /** SQL condition over the queries' columns: only rows that meet it are compared. */
  readonly where?: string;
}

/** One of `sql` and `table`. */
export interface CompareSide {
  /** A query, or a `.sql` file. */
  readonly sql?: string;
  /** All rows of a table or view. */
  readonly table?: string;
  /** A warehouse connection; default: the one that is checked. */
  readonly connection?: string;
}
