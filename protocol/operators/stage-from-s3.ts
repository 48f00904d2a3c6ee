/** Copies JSON files of a lake into a staging table. */
export interface StageFromS3Params {
  /**
   * Which objects: a key, a prefix that ends with `/` (everything below it), or a pattern with `*`, `?` and
   * `[abc]` (`*` also stands for `/`, as in Airflow). Several are read in the order given. Templates are rendered.
   */
  readonly from: string | readonly string[];
  /** Staging table, `name` or `schema.name` (a schema only with `scope: "shared"`). */
  readonly table: string;
  /** SQL that creates the table if it is not there: a `.sql` file or the statement. */
  readonly create?: string;
  /**
   * How fields find their columns. `auto`: by exact name. `auto ignorecase`: by name without regard to case.
   * A path ending in `.json`: a JSONPaths file, one path for each column in table order (or of `columns`).
   * Default `auto ignorecase`.
   */
  readonly json?: string;
  /** The columns to fill, in the order of the JSONPaths. Default: all of the table that are not `GENERATED ALWAYS`. */
  readonly columns?: readonly string[];
  /**
   * How times are written in the files: `auto` (ISO 8601 and Postgres's own forms), `epochsecs`, or
   * `epochmillisecs`, as Redshift's COPY names them. Default `auto`.
   */
  readonly timeFormat?: "auto" | "epochsecs" | "epochmillisecs";
  /** Empty text becomes NULL, as Redshift's EMPTYASNULL. */
  readonly emptyAsNull?: boolean;
  /** Text that is only white space becomes NULL, as Redshift's BLANKSASNULL. */
  readonly blanksAsNull?: boolean;
  /** Cut text that is too long for its column instead of rejecting the record. */
  readonly truncateColumns?: boolean;
  /**
   * Rejected records that are tolerated. One more fails the task and loads nothing. Default 0. Rejects are
   * kept in the table `millrace.rejects` either way.
   */
  readonly maxErrors?: number;
  /**
   * `run` (the default): the table belongs to this run alone, in a schema of its own that is first on the
   * search path of the run's statements and dropped when the run succeeds; runs can go side by side.
   * `shared`: one table for all runs; it is loaded again, as a whole, only when the files have changed.
   */
  readonly scope?: "run" | "shared";
  /** What to do when no object matches. Default `fail`. */
  readonly onEmpty?: "fail" | "skip" | "load";
  readonly lake?: string;
  /** Warehouse connection. Default: `warehouse`. */
  readonly warehouse?: string;
}
