/**
 * A place in a file of the workspace. `file` is relative to the workspace, with forward slashes;
 * `line` and `column` count from 1.
 */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something wrong in a DAG file, a SQL file or `millrace.json`, told where it is and what to do. */
export interface Problem {
  readonly severity: "error" | "warning";
  /** Stable, kebab-case: `circular-graph`, `unknown-upstream`, `missing-sql-file`, … */
  readonly code: string;
  readonly message: string;
  /** What to do next, as a sentence. */
  readonly next?: string;
  readonly position?: SourcePosition;
  readonly dagId?: string;
  readonly taskId?: string;
}

/** `file:line:column`, the form that terminals and editors make clickable. */
export function formatPosition(position: SourcePosition): string {
  return `${position.file}:${position.line}:${position.column}`;
}
