/**
 * A table has these columns. Thresholds of `severity` are columns, in percent of those that are expected and those
 * that should not be there.
 */
export interface ColumnsParams {
  readonly table: string;
  /**
   * Their names; or an object with what each one is: its type (`"varchar(20)"`), `true` for any type, or
   * `{ type?, nullable? }`. Types are compared by what they mean: `int4` is `integer`, `timestamptz` is
   * `timestamp with time zone`. A name in double quotes is taken as it is, others fold to lower case.
   */
  readonly columns: readonly string[] | Readonly<Record<string, string | true | ExpectedColumn>>;
  /** Whether the table must have no other columns. */
  readonly exact?: boolean;
  /**
   * SQL condition over `name`, `type` and `nullable` of the table's columns: `exact` minds only those that meet it,
   * as in `name NOT LIKE '\_%'`.
   */
  readonly where?: string;
}

export interface ExpectedColumn {
  readonly type?: string;
  /** Whether it takes NULL. */
  readonly nullable?: boolean;
}
