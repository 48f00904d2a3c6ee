/**
 * The values of a column, as text, match a regular expression. NULL is left to `notNull`. Thresholds of `severity`
 * are rows.
 */
export interface MatchesParams {
  readonly table: string;
  readonly column: string;
  /** POSIX regular expression of the warehouse. It may match anywhere: `^…$` asks for the whole value. */
  readonly regex: string;
  /** SQL condition: only rows that meet it count. */
  readonly where?: string;
}
