import type { SourcePosition } from "../../protocol/problem.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { RenderedSql } from "../operators/operator.ts";
import { lineAndColumn } from "./position-in-sql.ts";

/** Where a part of an author's SQL stands in a statement that was built around it. */
export interface Embedding {
  readonly source: RenderedSql;
  /** Where the part starts in the source's text. */
  readonly offset: number;
  /** The statement's line, from 1, at whose beginning the part stands. */
  readonly line: number;
  /** How many lines of the statement it takes. Needed when other text than Millrace's own follows. */
  readonly lines?: number;
  /** What the text is called that came from no file. Default: the SQL. */
  readonly name?: string;
}

/**
 * Runs a statement; when the server finds an error in the author's part of it, the error tells the place in
 * the author's file (or text) instead of the place in the statement.
 */
export async function locateSqlErrors<T>(embedding: Embedding, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof UserError ? located(withAdvice(error), embedding) : error;
  }
}

/** What warehouses say about a statement that the server refused, in the UserError's `cause`. */
interface StatementCause {
  readonly sqlState: string;
  readonly place?: { readonly line: number; readonly column: number };
}

/** The SQLSTATE of a statement that the server refused; undefined for other errors. */
export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof UserError ? causeOf(error)?.sqlState : undefined;
}

/** Undefined table: most often a staging table, which is gone after its run has succeeded. */
function withAdvice(error: UserError): UserError {
  if (causeOf(error)?.sqlState !== "42P01" || error.next !== undefined) return error;
  const { code, message, position, retryable, cause } = error;
  const next =
    "If it is a staging table: a run has it until it has succeeded, and --task +name, which takes all that a task waits for, fills it again.";
  return new UserError({
    code,
    message,
    next,
    retryable,
    cause,
    ...(position !== undefined && { position }),
  });
}

function located(error: UserError, { source, offset, line, lines, name }: Embedding): UserError {
  const place = causeOf(error)?.place;
  if (place === undefined || error.position !== undefined || place.line < line) return error;
  if (lines !== undefined && place.line >= line + lines) return error;
  const start = lineAndColumn(source.text, offset);
  const found = {
    line: start.line + place.line - line,
    column: place.line === line ? start.column + place.column - 1 : place.column,
  };
  if (found.line > lineAndColumn(source.text, source.text.length).line) return error;
  return withPlace(error, source.file === undefined ? found : { file: source.file, ...found }, name);
}

function withPlace(
  error: UserError,
  place: Omit<SourcePosition, "file"> | SourcePosition,
  name = "the SQL",
): UserError {
  const inFile = "file" in place;
  const words = inFile ? "" : ` at line ${place.line}, column ${place.column} of ${name}`;
  return new UserError({
    code: error.code,
    message: error.message.replace(/ at line \d+, column \d+ of the statement/, words),
    ...(error.next !== undefined && { next: error.next }),
    ...(inFile && { position: place }),
    retryable: error.retryable,
    cause: error.cause,
  });
}

function causeOf(error: UserError): StatementCause | undefined {
  const { cause } = error;
  return typeof cause === "object" && cause !== null && "sqlState" in cause
    ? (cause as StatementCause)
    : undefined;
}
