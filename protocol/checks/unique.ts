/**
 * No key occurs more than once. Rows with a NULL in the key are left out, as SQL's UNIQUE does. Thresholds of
 * `severity` are keys, in percent of all different keys.
 */
export interface UniqueParams {
  readonly table: string;
  /** The key: one column or a list. */
  readonly columns: string | readonly string[];
  /** SQL condition: only rows that meet it count. */
  readonly where?: string;
}
