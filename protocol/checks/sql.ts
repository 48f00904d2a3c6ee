/**
 * What a query gives: its one value is as expected, or it has no rows; or several queries at once. Thresholds of
 * `severity` are rows with `noRows`, statements with `statements`; else there are none.
 */
export interface SqlParams {
  /** The query: a `.sql` file or the statement. */
  readonly sql?: string;
  /**
   * What the first column of its first row must be: compared as numbers when both are numbers, else as text; null
   * matches NULL. Or the limits of a number: `{ min: 1, max: 9 }`.
   */
  readonly expect?: SqlExpectation;
  /** The query selects the rows that break the rule: there must be none. */
  readonly noRows?: true;
  /** Several queries, each with what is expected of it. */
  readonly statements?: readonly SqlStatementParams[];
  /** SQL condition over the queries' columns: only rows that meet it count. */
  readonly where?: string;
}

export type SqlExpectation =
  | string
  | number
  | boolean
  | null
  | { readonly min?: number; readonly max?: number };

/** One of `expect` and `noRows`. */
export interface SqlStatementParams {
  readonly sql: string;
  readonly expect?: SqlExpectation;
  readonly noRows?: true;
  /** What it is called in results. Default: its SQL. */
  readonly name?: string;
}
