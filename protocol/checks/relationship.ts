/**
 * Rows have their counterpart in another table, as with a foreign key. A row whose key has a NULL is left out, as
 * SQL does. Thresholds of `severity` are rows, in percent of those with a key.
 */
export interface RelationshipParams {
  readonly table: string;
  /** The column of the key, or its columns. */
  readonly columns: string | readonly string[];
  /** Where the same key must be. `columns`: its names there, in the same order; default: the same names. */
  readonly references: {
    readonly table: string;
    readonly columns?: string | readonly string[];
  };
  /** SQL condition: only rows of `table` that meet it count. */
  readonly where?: string;
}
