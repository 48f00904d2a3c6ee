/** A query with one value as its result, and what that value must be. */
export interface SqlCheckParams {
  /** The query: a `.sql` file or the statement. Its first column of its first row is the observed value. */
  readonly sql: string;
  /** Compared as numbers when both are numbers, else as text; null matches NULL. */
  readonly expect: string | number | boolean | null;
}
