import { rpcNotification, rpcRequest } from "./message.ts";

/** SQL as it stands in an editor, and what its templates and parameters are filled from. */
export interface SqlSource {
  /** One statement, or a whole file; templates not yet rendered. */
  readonly text: string;
  /** Where `text` begins in its document, counted from 0: errors are placed in the document. */
  readonly startLine: number;
  readonly startColumn: number;
  /** The document's name for people; null for one that was never saved. */
  readonly file: string | null;
  /** Render for this DAG, and see the staging tables of its run. */
  readonly dagId?: string;
  /** Render for the interval of this day or time. */
  readonly date?: string;
  /** Values of `:name` parameters: sent to the server as values, never as SQL text. Null is NULL. */
  readonly values?: Readonly<Record<string, string | null>>;
}

export interface ExecuteSqlParams {
  /** Chosen by the client: for `fetchRows`, `cancelSql`, `closeSql`. */
  readonly queryId: string;
  readonly source: SqlSource;
  readonly connection: string;
  /** Rows of the first page. The statement's text is not changed: the server stops sending. */
  readonly rows: number;
  /** Somebody was asked, and agreed to writing on this production target. */
  readonly consent?: string;
}

export interface ResultColumn {
  readonly name: string;
  /** As the server names it: `integer`, `jsonb`. */
  readonly type: string;
  /** Numbers are right-aligned and sort as numbers. */
  readonly isNumeric: boolean;
}

/** Cells: bigint, numeric, dates and times as text; json as text; bytea as `\x…`; null is NULL. */
export type Cell = string | number | boolean | null;

/** Of text that is longer, a page has the beginning. Exports have all of it. */
export const LONGEST_CELL = 65_536;

/** A cell of a page whose text was cut after about LONGEST_CELL characters. */
export interface CutCell {
  /** Counted from 0 within the page. */
  readonly row: number;
  readonly column: number;
  /** Characters of the whole value. */
  readonly length: number;
}

export interface SqlResult {
  /** Where the statement begins in the source's text, templates not rendered, in UTF-16 units from 0. */
  readonly offset: number;
  /** First words of the command tag: `SELECT`, `INSERT`. */
  readonly command: string;
  /** Empty for statements that return no rows. */
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  readonly cut: readonly CutCell[];
  /** There are more: `fetchRows` gives them while the query is open. */
  readonly hasMore: boolean;
  /**
   * There were more than these, and they were left: another statement followed, or it was one that changes data, which
   * is committed at the end of its first page.
   */
  readonly isCut: boolean;
  /** Rows affected; null for statements that have no count, and for a SELECT that has more. */
  readonly rowCount: number | null;
  /** From sending the statement to its first page, in milliseconds. */
  readonly milliseconds: number;
  /** What the server said beside: NOTICE and WARNING. */
  readonly notices: readonly string[];
  /** The statement as it was sent. */
  readonly rendered: string;
}

/**
 * Runs a text, in one session of the server: each statement commits by itself, unless BEGIN and COMMIT are in the text.
 * The text must end the transactions that it begins. Of several statements each gives a result, in order; only the last may have more rows than its first
 * page. A refusal's `position` is in the document that `source` tells of: line and column from 1, the file's name empty
 * when the document has none. A page may have fewer rows than were asked for although there are more: large ones.
 * Refuses with `read-only` or `production-target` where writing is guarded.
 */
export const executeSql = rpcRequest<ExecuteSqlParams, readonly SqlResult[]>("sql/execute");

/**
 * Of a text of several statements each one as soon as it is done, also when a later one fails: what it did stays. `rows`
 * are its first page.
 */
export const sqlStatementDone = rpcNotification<{
  readonly queryId: string;
  /** Counted from 0. */
  readonly index: number;
  readonly result: SqlResult;
}>("sql/statementDone");

/** The next rows of an open query. Refuses with `query-closed` when it was open too long. */
export const fetchRows = rpcRequest<
  { readonly queryId: string; readonly rows: number },
  {
    readonly rows: readonly (readonly Cell[])[];
    readonly cut: readonly CutCell[];
    readonly hasMore: boolean;
  }
>("sql/fetch");

/** Stops it on the server; `executeSql` is then refused with `cancelled`. */
export const cancelSql = rpcRequest<{ readonly queryId: string }, null>("sql/cancel");

export const closeSql = rpcRequest<{ readonly queryId: string }, null>("sql/close");

export const EXPORT_FORMATS = ["csv", "tsv", "json", "markdown"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * Runs one statement again, in a session that only reads, and writes all of its rows to a file; nothing is left of a file
 * that did not come to its end. `cancelSql` stops it.
 */
export const exportSql = rpcRequest<
  {
    readonly queryId: string;
    readonly source: SqlSource;
    readonly connection: string;
    readonly format: ExportFormat;
    /** Absolute path. */
    readonly file: string;
  },
  {
    readonly rows: number;
    readonly bytes: number;
    /** What somebody should know of the file: `Two columns are called id: the second is id_2.` */
    readonly notes: readonly string[];
  }
>("sql/export");

/** The text as it would be sent, without sending it. */
export const renderSql = rpcRequest<
  { readonly source: SqlSource },
  { readonly text: string; readonly label: string | null }
>("sql/render");
