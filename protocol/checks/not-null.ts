/** No row has a NULL in the columns. Thresholds of `severity` are rows, in percent of all. */
export interface NotNullParams {
  readonly table: string;
  /** One column or a list: a row breaks the rule when any of them is NULL. */
  readonly columns: string | readonly string[];
  /** SQL condition: only rows that meet it count. */
  readonly where?: string;
}
