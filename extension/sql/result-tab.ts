import type { RpcErrorData } from "../../protocol/rpc/message.ts";
import type { Cell, CutCell, ResultColumn, SqlSource } from "../../protocol/rpc/sql.ts";
import type { Statement } from "../../protocol/sql/split-statements.ts";

/** A text to be run, and everything that it takes to run it again. */
export interface QueryRequest {
  /** The text of the workspace folder's URI. */
  readonly folder: string;
  readonly connection: string;
  readonly source: SqlSource;
  /** The interval that templates are filled from, for people. */
  readonly interval: string | null;
  /** Empty: one is made of the statement. */
  readonly title: string;
  /** A new run takes the place of its unpinned tab. */
  readonly key: string;
  /** The text of the URI of the document that it is of; null for one that nobody wrote. */
  readonly document: string | null;
  /**
   * Where its statements stand in the document, in UTF-16 units, in order; empty where nobody knows. It is as it was
   * when they were run: marks follow what is typed.
   */
  readonly statements: readonly Statement[];
}

export interface ResultSection {
  readonly version: string;
  /** Where its statement begins in the request's text. */
  readonly offset: number;
  readonly command: string;
  readonly columns: readonly ResultColumn[];
  /** Grows in place: sections are exchanged, their rows are not copied. */
  readonly rows: (readonly Cell[])[];
  /** Cells of which only the beginning is here. Rows are counted as in `rows`; it grows with them. */
  readonly cut: CutCell[];
  readonly hasMore: boolean;
  readonly isCut: boolean;
  readonly rowCount: number | null;
  readonly milliseconds: number | null;
  readonly notices: readonly string[];
}

export type ResultState =
  | { readonly kind: "running" }
  | { readonly kind: "done" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly error: Omit<RpcErrorData, "retryable"> };

/** A tab of the results panel. Records are exchanged, never changed. */
export interface ResultTab {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly state: ResultState;
  readonly isPinned: boolean;
  readonly sql: string | null;
  readonly target: { readonly name: string; readonly production: boolean } | null;
  readonly detail: string | null;
  readonly startedAt: number;
  readonly milliseconds: number | null;
  /** Of its statement, while the runner knows it. */
  readonly queryId: string | null;
  readonly request: QueryRequest | null;
  readonly isFetching: boolean;
  readonly fetchProblem: string | null;
  readonly sections: readonly ResultSection[];
}
