import type { SourcePosition } from "../../../protocol/problem.ts";
import { UserError } from "../../../protocol/user-error.ts";

/** SQLSTATE of a table that is not there. */
const UNDEFINED_TABLE = "42P01";

/** The same error with the place in the user's document instead of the one in the statement that was sent. */
export function atPosition(error: UserError, position: SourcePosition): UserError {
  return new UserError({
    code: error.code,
    message: error.message.replace(/ at line \d+, column \d+ of the statement/, ""),
    ...nextOf(error),
    position,
    retryable: error.retryable,
    cause: error.cause,
  });
}

/** What warehouses say in the `cause` about a statement that the server refused. */
export interface StatementCause {
  readonly sqlState: string;
  readonly place?: { readonly line: number; readonly column: number } | undefined;
}

export function statementCause({ cause }: UserError): StatementCause | undefined {
  return typeof cause === "object" && cause !== null && "sqlState" in cause
    ? (cause as StatementCause)
    : undefined;
}

function nextOf(error: UserError): { readonly next?: string } {
  if (error.next !== undefined) return { next: error.next };
  return statementCause(error)?.sqlState === UNDEFINED_TABLE
    ? {
        next: "If it is a staging table: choose the interval of its run, which has it until it has succeeded.",
      }
    : {};
}

export function noStatement(): UserError {
  return new UserError({
    code: "no-statement",
    message: "There is no statement here.",
    next: "Place the cursor in a statement, or select one.",
  });
}

export function noInterval(): UserError {
  return new UserError({
    code: "no-interval",
    message: "The statement has template fields, and no interval to fill them from.",
    next: "Choose an interval, and a DAG for its schedule and parameters.",
  });
}

export function missingValues(names: readonly string[], position: SourcePosition): UserError {
  return new UserError({
    code: "missing-values",
    message: `No value was given for ${names.map((name) => `:${name}`).join(", ")}.`,
    next: "Give a value for each parameter; NULL is one too.",
    position,
  });
}

export function oneStatement(): UserError {
  return new UserError({
    code: "several-statements",
    message: "Only one statement at a time can be exported.",
    next: "Select the one whose rows you want.",
  });
}

export function withoutRows(): UserError {
  return new UserError({
    code: "no-rows",
    message: "The statement gives no rows, so there is nothing to export.",
  });
}

/** A statement that writes, and somebody has to agree to that first. */
export function productionTarget(name: string, position: SourcePosition | undefined): UserError {
  return new UserError({
    code: "production-target",
    message: `${name} is a production target, and the statement writes there, so nothing was done.`,
    next: "Agree to it if this is meant, or choose another target.",
    ...(position !== undefined && { position }),
  });
}

export function transactionLeftOpen(): UserError {
  return new UserError({
    code: "transaction-left-open",
    message: "The SQL began a transaction and did not end it, so it was rolled back.",
    next: "Run it together with its COMMIT.",
  });
}

export function queryClosed(why: string): UserError {
  return new UserError({
    code: "query-closed",
    message: `There are no more rows to be had: ${why}.`,
    next: "Run the statement again.",
  });
}

export function queryCancelled(): UserError {
  return new UserError({ code: "cancelled", message: "The query was cancelled." });
}
