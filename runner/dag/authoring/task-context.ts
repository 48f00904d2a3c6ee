import type { Json } from "../../../protocol/json.ts";

/** What the code of `runTask` and of custom operators is given. */
export interface RunContext {
  readonly dagId: string;
  readonly taskId: string;
  readonly runId: string;
  /** 1 for the first try. */
  readonly tryNumber: number;
  /** Date of the data interval's start in UTC: `2018-11-01`. */
  readonly ds: string;
  /** The half-open stretch of time that the run covers. */
  readonly dataInterval: { readonly start: Date; readonly end: Date };
  /** The run's parameters: the DAG's defaults, or what the run was started with. */
  readonly params: Readonly<Record<string, Json>>;
  /** Aborts when the run is cancelled or the task's time is over. One second later the code is stopped. */
  readonly signal: AbortSignal;
  /** Writes a line into the task's log. `console.log` does the same. */
  log(...values: unknown[]): void;
  /**
   * Runs one statement, with values for `$1`, `$2`, …, and gives its rows. Staging tables of the run are
   * visible. Every call is a transaction of its own.
   */
  query<Row = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    options?: QueryOptions,
  ): Promise<QueryResult<Row>>;
  /** Renders a Jinja template with the names that SQL files have: `ds`, `params`, … */
  render(template: string): Promise<string>;
  /** Ends the task as skipped. */
  skip(reason: string): never;
  /** Tells what the task did to a table, to be shown with the run. Counts that are left out are 0. */
  recordRows(counts: RecordedRows): void;
}

export interface QueryOptions {
  /** Warehouse connection. Default: `warehouse`. */
  readonly warehouse?: string;
}

export interface QueryResult<Row = Record<string, unknown>> {
  readonly columns: readonly string[];
  /** One object a row, by column name. bigint, numeric, dates and timestamps are text. */
  readonly rows: readonly Row[];
  /** Rows returned or affected. */
  readonly rowCount: number;
}

export interface RecordedRows {
  readonly table: string;
  /** Rows that the source gave. */
  readonly read?: number;
  readonly inserted?: number;
  readonly updated?: number;
  readonly deleted?: number;
}

/** How a task worker calls registered code: the rendered parameters, then the context. */
export type UserFunction = (params: never, context: RunContext) => unknown;
