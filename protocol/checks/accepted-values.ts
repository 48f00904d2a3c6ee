/** A column has only the values of a list. NULL is left to `notNull`. Thresholds of `severity` are rows. */
export interface AcceptedValuesParams {
  readonly table: string;
  readonly column: string;
  /** Read as values of the column's type: `1` and `"1"` are the same. */
  readonly values: readonly (string | number | boolean)[];
  /** The other way round: none of the values may occur. */
  readonly not?: true;
  /** SQL condition: only rows that meet it count. */
  readonly where?: string;
}
