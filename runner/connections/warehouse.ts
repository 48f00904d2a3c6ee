import type { Readable } from "node:stream";

export interface Column {
  readonly name: string;
  /** As the server names it: `integer`, `character varying(20)`, `timestamp without time zone`. */
  readonly type: string;
  /** Of a domain: the type below it, below all of them when domains are nested. */
  readonly baseType?: string;
  readonly nullable: boolean;
  readonly hasDefault: boolean;
  /** Who fills it: `computed` from other columns, which nobody else may; `identity`: numbered ALWAYS by the server. */
  readonly generated?: "computed" | "identity";
}

export interface StatementResult {
  /** First words of the command tag: `SELECT`, `INSERT`, `CREATE TABLE`. */
  readonly command: string;
  /** Rows returned or affected; 0 for statements that have no count. */
  readonly rowCount: number;
  readonly columns: readonly string[];
  /** Values as JavaScript has them, one array a row; bigint, numeric, dates and timestamps as text. */
  readonly rows: readonly (readonly unknown[])[];
}

export interface TableRef {
  /** Null: found through the search path. */
  readonly schema: string | null;
  readonly name: string;
}

/** One database session inside a transaction. Every statement throws a UserError when the server refuses it. */
export interface Transaction {
  /** One statement, with values for $1, $2, …. */
  query(sql: string, values?: readonly unknown[]): Promise<StatementResult>;
  /** One or more statements without parameters; one result each. */
  script(sql: string): Promise<readonly StatementResult[]>;
  /** Columns in table order, or undefined when there is no such table on the search path. */
  describeTable(table: TableRef): Promise<readonly Column[] | undefined>;
  /**
   * COPY FROM STDIN of bytes in one of COPY's formats: text in UTF-8 unless it is said. Resolves to the number of rows that
   * the server took. A chunk has left this process when the next one is read.
   */
  copyIn(
    table: TableRef,
    columns: readonly string[],
    data: Readable,
    format?: "text" | "binary",
  ): Promise<number>;
  /** Holds the table's load lock to the end of the transaction: loads into one table go one after another. */
  lockForLoad(table: TableRef): Promise<void>;
}

export interface SessionOptions {
  /** Schemas that unqualified names are looked up in, first one first. Default: the server's own. */
  readonly searchPath?: readonly string[];
  readonly signal?: AbortSignal;
  /** Shown by the server's activity views: `dag.task run try`. */
  readonly label?: string;
  /**
   * Nothing may be written, for this reason, which the refusal tells: `the target prod is read-only`. The server
   * sees to it; only statements that read are sent to it.
   */
  readonly readOnly?: string;
}

export interface ResultColumn {
  readonly name: string;
  /** As the server names it, without length and precision: `integer`, `character varying`. */
  readonly type: string;
  readonly isNumeric: boolean;
}

/** A value that is longer than was wanted: its first characters. */
export class CutText {
  readonly text: string;
  /** Of the whole value, in UTF-16 units. */
  readonly length: number;

  constructor(text: string, length: number) {
    this.text = text;
    this.length = length;
  }
}

/** What a statement gives, read as far as somebody wants it. The server makes rows only as they are read. */
export interface OpenResult {
  /** Empty when it gives no rows. */
  readonly columns: readonly ResultColumn[];
  /** First words of the command tag; empty until all rows were read. */
  readonly command: string;
  /** Rows affected or returned in all; undefined until all were read, and for commands without a count. */
  readonly rowCount: number | undefined;
  /** Whether `read` gives more. */
  readonly hasMore: boolean;
  /** Up to so many of the next rows; fewer only at the end. Values as in a StatementResult. */
  read(rows: number): Promise<readonly (readonly unknown[])[]>;
  /** What was not read is not made. Outside of a transaction what the statement did is committed. Never rejects. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Text that is longer comes as a CutText. Default: all of it, whatever its length. */
  readonly longestText?: number;
}

/**
 * One session for statements that somebody sends one after another: settings, temporary tables and transactions go
 * from one to the next. It is nobody else's until it is closed.
 */
export interface StatementSession {
  /**
   * Sends one statement, with values for $1, $2, …, and waits until the server has begun to answer. What was open
   * before is closed.
   */
  open(sql: string, values?: readonly (string | null)[], options?: OpenOptions): Promise<OpenResult>;
  /** A statement has begun a transaction, and none has ended it yet. */
  readonly isInTransaction: boolean;
  /** Whether other work waits for what an open statement holds. Throws a UserError when the server cannot be asked. */
  isInTheWay(): Promise<boolean>;
  /** What the server has said beside its answers since this was asked last. */
  takeNotices(): readonly string[];
  /** Rolls back what is open. Never rejects. */
  close(): Promise<void>;
}

/**
 * A database that pipelines load. Times are UTC in every session. Errors are UserErrors with the server's own
 * message, and `position` when the statement came from a file; `retryable` is true for lost connections,
 * deadlocks and serialization failures.
 */
export interface Warehouse {
  readonly name: string;
  readonly dialect: "postgres" | "redshift";
  query(sql: string, values?: readonly unknown[], options?: SessionOptions): Promise<StatementResult>;
  script(sql: string, options?: SessionOptions): Promise<readonly StatementResult[]>;
  /** Commits when `work` resolves, rolls back when it rejects or the signal aborts (the server's work is cancelled). */
  transaction<T>(options: SessionOptions, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** The signal stops what the session is doing; what is open and waits to be read must be closed. */
  openSession(options?: SessionOptions): Promise<StatementSession>;
  close(): Promise<void>;
}
