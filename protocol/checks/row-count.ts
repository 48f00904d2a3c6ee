/** The number of rows of a table. At least one of `min`, `max` and `equals` is needed. */
export interface RowCountParams {
  readonly table: string;
  /** SQL condition: only rows that meet it count. */
  readonly where?: string;
  readonly min?: number;
  readonly max?: number;
  readonly equals?: number;
}
