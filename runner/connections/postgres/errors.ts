import { UserError } from "../../../protocol/user-error.ts";
import { copiedRow } from "./copied-row.ts";
import type { PostgresOptions } from "./options.ts";
import { type LineAndColumn, sqlErrorPosition } from "./sql-error-position.ts";
import { nextAfter, statementTimedOut } from "./statement-advice.ts";

/** What the server says about an error (the fields of its ErrorResponse), as pg hands it on. */
export interface ServerError extends Error {
  readonly code: string;
  readonly severity: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly position?: string;
  readonly where?: string;
}

/** The `cause` of a UserError `sql-error` or `read-only`, for callers that decide by SQLSTATE or point into a file. */
export interface SqlErrorCause {
  readonly sqlState: string;
  readonly place: LineAndColumn | undefined;
  /** Of a COPY: the row, from 1, that the server refused, and the message without saying which. */
  readonly copied?: { readonly row: number; readonly message: string };
}

/** SQLSTATE of a statement that writes in a read-only transaction. */
export const READ_ONLY = "25006";

/**
 * Lost connections, serialization failures, deadlocks, a server that stops or starts, too many sessions, too little
 * memory at the moment, a lock that was not to be had in time.
 */
const RETRYABLE = /^(?:08(?!P01)...|40001|40P01|53200|53300|55P03|57P0[123])$/;

/** SQLSTATEs with which the server ends or refuses the session itself. 08P01 is also a `$1` without a value. */
const SESSION_ENDED = /^(?:08(?!P01)...|57P0[1-5]|25P0[34])$/;

const NETWORK_CODES: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "EACCES",
]);

/** What pg throws, without a code, when the socket goes away under it. */
const PG_LOST =
  /^(?:Connection terminated|timeout expired|Client has encountered a connection error|Client was closed)/;

/** The UserError for something thrown while `sql` ran. Anything that is not the server's or the network's stays as it is. */
export function statementError(options: StatementOptions, error: unknown, sql: string): unknown {
  if (error instanceof UserError) return error;
  if (isServerError(error)) return sqlError(options, error, sql);
  return isConnectionError(error) ? connectionLost(options.name, error) : error;
}

/** As `statementError`, for what was thrown on a session that broke by `lost`: that says why. */
export function lostSessionError(
  options: StatementOptions,
  error: unknown,
  lost: Error | undefined,
  sql: string,
): unknown {
  const isLost = lost !== undefined && (error === lost || isConnectionError(error));
  return isLost ? connectionLost(options.name, lost) : statementError(options, error, sql);
}

/** What errors tell of the connection. */
export type StatementOptions = Pick<PostgresOptions, "name" | "user" | "statementMilliseconds">;

/** Whether another try may help, by SQLSTATE. */
export function isRetryable(sqlState: string): boolean {
  return RETRYABLE.test(sqlState);
}

export function cancelled(warehouse: string): UserError {
  return new UserError({ code: "cancelled", message: `The work in warehouse "${warehouse}" was cancelled.` });
}

/** The connection broke after COMMIT was sent and before it was answered, or no answer came. */
export function commitUnknown(warehouse: string, cause: unknown): UserError {
  const why = cause instanceof Error ? ` (${networkMessage(cause)})` : "";
  return new UserError({
    code: "commit-unknown",
    message: `The connection to warehouse "${warehouse}" broke during COMMIT${why}, so the server may or may not have committed.`,
    next: "Look whether the transaction's rows are there before running it again.",
    retryable: true,
    cause,
  });
}

/** The statements of a transaction ended it themselves. What they committed stays. */
export function transactionEnded(command: string): UserError {
  return new UserError({
    code: "transaction-ended",
    message: `The SQL ran ${command}, which ends the transaction that it belongs to.`,
    next: "Remove BEGIN, COMMIT and ROLLBACK: the whole task is one transaction already.",
  });
}

/** A script outside of a transaction began one and did not end it: it has been rolled back. */
export function transactionLeftOpen(): UserError {
  return new UserError({
    code: "transaction-left-open",
    message: "The SQL began a transaction and did not end it, so it was rolled back.",
    next: "Add COMMIT at its end.",
  });
}

/** A statement inside the transaction failed and that was ignored, so COMMIT could only roll back. */
export function commitRefused(): UserError {
  return new UserError({
    code: "transaction-failed",
    message: "The transaction was rolled back at COMMIT, because one of its statements had failed.",
  });
}

/** What a statement that writes is told where nothing may be written: `what` was refused, and why. */
export function readOnlyRefusal(what: string, reason: string, place: LineAndColumn | undefined): UserError {
  return new UserError({
    code: "read-only",
    message: endSentence(`${reason[0]?.toUpperCase()}${reason.slice(1)}: ${what}`),
    next: "Only SELECT, WITH, VALUES, TABLE, SHOW and EXPLAIN run here, and only as long as they change nothing.",
    cause: { sqlState: READ_ONLY, place } satisfies SqlErrorCause,
  });
}

/** SQLSTATE and place of an `sql-error` or a `read-only`; undefined for other errors. */
export function sqlErrorCause(error: unknown): SqlErrorCause | undefined {
  if (!(error instanceof UserError) || typeof error.cause !== "object" || error.cause === null)
    return undefined;
  return "sqlState" in error.cause ? (error.cause as SqlErrorCause) : undefined;
}

function sqlError(options: StatementOptions, error: ServerError, sql: string): UserError {
  if (SESSION_ENDED.test(error.code)) return connectionLost(options.name, error);
  if (isStatementTimeout(error)) return statementTimedOut(options);
  const place = error.position === undefined ? undefined : sqlErrorPosition(sql, Number(error.position));
  const at = place === undefined ? "" : ` at line ${place.line}, column ${place.column} of the statement`;
  const mixesTypes = isOfTwoTypes(error);
  const next = mixesTypes ? MAKE_ONE_TYPE : nextAfter(error.code, options);
  // The server's hint is then that there may be casts missing.
  const hint = mixesTypes ? undefined : error.hint;
  const messageIn = (context: string | undefined) =>
    [
      `${error.message}${at} (SQLSTATE ${error.code}).`,
      ...[error.detail, context && `Context: ${context}`, hint && `Hint: ${hint}`]
        .filter((part) => part)
        .map((part) => endSentence(part as string)),
    ].join(" ");
  const copied = copiedRow(sql, error.where);
  return new UserError({
    code: "sql-error",
    message: messageIn(place === undefined ? firstLine(error.where) : undefined),
    ...(next !== undefined && { next }),
    retryable: isRetryable(error.code),
    cause: {
      sqlState: error.code,
      place,
      ...(copied !== undefined && { copied: { row: copied.row, message: messageIn(copied.inner) } }),
    } satisfies SqlErrorCause,
  });
}

const MAKE_ONE_TYPE =
  "Give both sides the same type: a constant between quotes ('2018-11-01', '{{ ds }}') takes that of the other side, CAST(… AS …) converts a value.";

/** An operator between types that it does not take, such as timestamp < integer. Functions have the same code. */
function isOfTwoTypes({ code, message }: ServerError): boolean {
  return code === "42883" && /^operator does not exist: [\w"].* \S+ \S/.test(message);
}

export function connectionLost(warehouse: string, error: Error): UserError {
  return new UserError({
    code: "warehouse-connection-lost",
    message: `The connection to warehouse "${warehouse}" was lost: ${networkMessage(error)}.`,
    next: "Try again; what was not committed has been rolled back.",
    retryable: true,
    cause: error,
  });
}

/** The same SQLSTATE is that of a cancel: only the text tells, and servers may be told to speak other languages. */
function isStatementTimeout({ code, message }: ServerError): boolean {
  return code === "57014" && /statement timeout|statement_timeout/i.test(message);
}

export function isServerError(error: unknown): error is ServerError {
  return (
    error instanceof Error &&
    "severity" in error &&
    "code" in error &&
    /^[0-9A-Z]{5}$/.test(String(error.code))
  );
}

function isConnectionError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return ("code" in error && NETWORK_CODES.has(String(error.code))) || PG_LOST.test(error.message);
}

/** A host name with several addresses gives one error with an empty message and the real ones inside. */
export function networkMessage(error: Error): string {
  const inner = error instanceof AggregateError ? (error.errors[0] as Error | undefined) : undefined;
  return (inner?.message ?? error.message) || String((error as { code?: unknown }).code ?? "no answer");
}

function firstLine(text: string | undefined): string | undefined {
  return text?.split("\n", 1)[0];
}

function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
