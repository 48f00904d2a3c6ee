import type { Cell, CutCell, ExportFormat, ResultColumn } from "../rpc/sql.ts";

/**
 * What the results panel's page and the extension say to each other. The extension holds the tabs and their rows: the
 * page is made anew each time it is shown, asks for what it shows, and gets rows in pieces.
 */

/** One statement's result without its rows. */
export interface SectionView {
  /** Rows that a page has of an older one are of no use. */
  readonly version: string;
  /** First words of the command tag: `SELECT`, `INSERT`. */
  readonly command: string;
  /** Empty for statements that return no rows. */
  readonly columns: readonly ResultColumn[];
  /** Rows that are here. */
  readonly fetched: number;
  /** The server has more, and gives them when asked. */
  readonly hasMore: boolean;
  /** There are more rows than these, and nobody can fetch them. */
  readonly isCut: boolean;
  /** Rows returned or affected; null where nobody knows. */
  readonly rowCount: number | null;
  readonly milliseconds: number | null;
  readonly notices: readonly string[];
}

export interface TabError {
  readonly message: string;
  readonly next: string | null;
  /** `file:line:column`, where the error has a place that can be gone to. */
  readonly place: string | null;
}

export type TabState =
  | { readonly kind: "running" }
  | { readonly kind: "done" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly error: TabError };

export interface TabView {
  readonly id: string;
  readonly title: string;
  readonly state: TabState;
  readonly isPinned: boolean;
  /** The statement, as it was sent where that is known. */
  readonly sql: string | null;
  readonly connection: string | null;
  readonly target: string | null;
  readonly isProduction: boolean;
  /** The interval that templates were filled from. */
  readonly interval: string | null;
  /** Where rows come from that no statement of the user made. */
  readonly detail: string | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** From start to end, in milliseconds; null while it runs, and where nothing ran. */
  readonly milliseconds: number | null;
  readonly canRunAgain: boolean;
  /** The statement stands in a document that can be gone to. */
  readonly hasSource: boolean;
  /** More rows are on their way. */
  readonly isFetching: boolean;
  /** What fetching more went wrong with. */
  readonly fetchProblem: string | null;
  readonly sections: readonly SectionView[];
}

export type ResultsToPage =
  | { readonly kind: "tabs"; readonly tabs: readonly TabView[]; readonly active: string | null }
  /** Rows `from` on of a section; they follow those that came before. */
  | {
      readonly kind: "rows";
      readonly tab: string;
      readonly section: number;
      readonly version: string;
      readonly from: number;
      readonly rows: readonly (readonly Cell[])[];
      /** Cells among them of which only the beginning is here; rows are those of the section. */
      readonly cut: readonly CutCell[];
    };

export type ResultsFromPage =
  | { readonly kind: "ready" }
  | { readonly kind: "select" | "close" | "closeOthers" | "runAgain" | "cancel"; readonly tab: string }
  | { readonly kind: "goToStatement" | "goToError" | "stopFetching"; readonly tab: string }
  | { readonly kind: "pin"; readonly tab: string; readonly isPinned: boolean }
  | { readonly kind: "fetch"; readonly tab: string; readonly all: boolean }
  /** The page has rows up to `from` (with none of them: 0) and wants the next. */
  | {
      readonly kind: "needRows";
      readonly tab: string;
      readonly section: number;
      readonly version: string;
      readonly from: number;
    }
  /** All rows of a statement to a file. */
  | { readonly kind: "export"; readonly tab: string; readonly section: number; readonly format: ExportFormat }
  /** A text that the page has made, to a file. */
  | { readonly kind: "save"; readonly title: string; readonly format: ExportFormat; readonly text: string }
  | { readonly kind: "copy"; readonly text: string };
