import type { SourcePosition } from "../../../protocol/problem.ts";

/** A check, as its commands name it. */
export interface FoundCheck {
  readonly dagId: string;
  readonly taskId: string;
  readonly check: string;
  /** How many failing rows are kept. */
  readonly rows: number;
  readonly hasSql: boolean;
  /** Files that may be its SQL, relative to the workspace, the likeliest first. */
  readonly sqlFiles: readonly string[];
}

/** Something for the Problems panel, as plain data. */
export interface Finding {
  readonly position: SourcePosition;
  readonly severity: "error" | "warning";
  /** One text, whatever is in the data that it names. */
  readonly message: string;
  readonly code: string;
  /** Set for a check's result. */
  readonly check?: FoundCheck;
}
