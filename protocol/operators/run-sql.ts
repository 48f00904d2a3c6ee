/** Runs statements, in one transaction with their ledger row. */
export interface RunSqlParams {
  /** One or more statements: a `.sql` file or the text. */
  readonly sql: string;
  /** Table whose row counts are recorded: the statements' INSERT, UPDATE and DELETE counts, and its total after. */
  readonly table?: string;
  readonly warehouse?: string;
}
