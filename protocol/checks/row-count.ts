/**
 * The number of rows of a table, or of those that meet a condition. At least one of `min`, `max`, `equals` and
 * `change` is needed. Thresholds of `severity` are so many rows too few or too many, in percent of the bound.
 */
export interface RowCountParams {
  readonly table: string;
  /** SQL condition: only rows that meet it count. */
  readonly where?: string;
  readonly min?: number;
  readonly max?: number;
  readonly equals?: number;
  /** How many more or fewer rows than in earlier intervals there may be. */
  readonly change?: RowChange;
}

/** At least one of `min` and `max` is needed. */
export interface RowChange {
  /** Least change: rows (`-100`) or a percentage of the rows before (`"-10%"`). */
  readonly min?: number | `${number}%`;
  /** Greatest change: `100`, `"+50%"`. */
  readonly max?: number | `${number}%`;
  /** Compare with the median of so many intervals before instead of with the last one. Default 1, at most 100. */
  readonly over?: number;
}
