import type { JsonObject } from "../../protocol/json.ts";

/**
 * What the evaluation of a DAG file hands over: plain data as its author wrote it, nothing checked yet, with
 * the places of the calls as frames of the bundled code. The loader makes DAG specs and problems of it.
 */
export interface RawFile {
  readonly dags: readonly RawDag[];
  readonly problems: readonly RawProblem[];
  /** Number of functions that the file registered: `runTask` code and custom operators. */
  readonly functions: number;
  /** Lines that the file wrote with `console`. */
  readonly output: readonly string[];
  /** The exception that ended the evaluation. */
  readonly error?: RawError;
}

/** Line and column in the bundled code, both from 1; innermost frame first. */
export type RawFrames = readonly (readonly [line: number, column: number])[];

export interface RawError {
  readonly name: string;
  readonly message: string;
  readonly frames: RawFrames;
  /** Set when the error was thrown by Millrace itself for the author to read. */
  readonly code?: string;
  readonly next?: string;
  readonly retryable?: boolean;
}

/** What Millrace hangs on errors of its own that go through an author's code, as the property `millrace`. */
export interface ErrorTag {
  readonly code: string;
  readonly next?: string;
  readonly retryable?: boolean;
}

export interface RawProblem {
  readonly severity: "error" | "warning";
  readonly code: string;
  readonly message: string;
  readonly next?: string;
  readonly frames: RawFrames;
  readonly dagId?: string;
  readonly taskId?: string;
}

export interface RawDag {
  readonly frames: RawFrames;
  readonly options: JsonObject;
  readonly tasks: readonly RawTask[];
  readonly groups: readonly RawGroup[];
  readonly edges: readonly RawEdge[];
}

export interface RawTask {
  /** As written: without the ids of its groups. */
  readonly id: string;
  readonly operator: string;
  /** Index among the DAG's groups. */
  readonly group?: number;
  readonly frames: RawFrames;
  /** Options that every task has, but `after` and `checks`. */
  readonly options: JsonObject;
  readonly params: JsonObject;
  readonly checks: readonly RawCheck[];
  readonly code?: { readonly functionIndex: number; readonly sqlParams: readonly string[] };
}

export interface RawGroup {
  readonly id: string;
  readonly parent?: number;
  readonly frames: RawFrames;
}

export interface RawCheck {
  readonly kind: string;
  /** Options that every check has. */
  readonly options: JsonObject;
  readonly params: JsonObject;
  readonly frames: RawFrames;
}

/** `to` waits for `from`. */
export interface RawEdge {
  readonly from: RawRef;
  readonly to: RawRef;
  /** The call that asked for it. */
  readonly frames: RawFrames;
}

export type RawRef =
  | { readonly kind: "task"; readonly index: number }
  | { readonly kind: "group"; readonly index: number }
  /** A name, to be looked up from inside the group outwards. */
  | { readonly kind: "name"; readonly name: string; readonly group?: number };
