/**
 * The values of a column, numbers, dates or times, are between bounds, of which at least one is needed. NULL is left
 * to `notNull`. Times without a zone are UTC. Thresholds of `severity` are rows.
 */
export interface RangeParams {
  readonly table: string;
  readonly column: string;
  /** A number, or a date or time as text: `"2018-11-01"`, `"{{ data_interval_start }}"`. */
  readonly min?: number | string;
  readonly max?: number | string;
  /** Bounds that are outside themselves. Default: none. */
  readonly exclusive?: "min" | "max" | "both";
  /** SQL condition: only rows that meet it count. */
  readonly where?: string;
}
