/** Fills a fact table from a SELECT, in one transaction with its ledger row. */
export interface LoadFactParams {
  readonly table: string;
  /** The SELECT whose columns are inserted by name: a `.sql` file or the statement. */
  readonly sql: string;
  /** SQL that creates the table if it is not there: a `.sql` file or the statement. */
  readonly create?: string;
  /**
   * `append` (the default): inserts; a second load of the same interval is refused, because it would
   * duplicate rows. `replaceInterval`: deletes the interval's rows by `timeColumn`, then inserts, so it can be
   * repeated.
   */
  readonly mode?: "append" | "replaceInterval";
  /** Needed for `replaceInterval`: a timestamp or date column of the table; timestamps without zone are UTC. */
  readonly timeColumn?: string;
  /** With `append`: load the interval again even though it was loaded before. */
  readonly allowDuplicates?: boolean;
  readonly warehouse?: string;
}
