import { UserError } from "../../protocol/user-error.ts";
import { lineAndColumn } from "../loads/position-in-sql.ts";
import { splitStatements } from "../loads/sql-statements.ts";
import type { CheckContext } from "./check.ts";

/** An author's condition, rendered. Throws a UserError for one with a `;`, which would end the statement around it. */
export function renderCondition(where: string, context: Pick<CheckContext, "render">): string {
  const condition = context.render(where, "where");
  // With more after it, so that a `;` at its end counts too.
  const whole = `${condition}\n0`;
  const [first] = splitStatements(whole);
  const end = first === undefined ? whole.length : first.offset + first.text.length;
  const semicolon = condition.indexOf(";", end);
  if (semicolon >= 0) throw endedStatement(condition, semicolon);
  return condition;
}

/** An author's condition as a part of a statement. A comment at its end must not swallow the parenthesis. */
export function withinCondition(where: string): string {
  return where.includes("--") ? `(${where}\n)` : `(${where})`;
}

/** ` WHERE …` over those conditions that are there; an empty text for none. `where` is the author's own. */
export function whereClause(where: string | undefined, ...others: readonly string[]): string {
  const conditions = [...(where === undefined ? [] : [withinCondition(where)]), ...others];
  return conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
}

/** Where in a statement the server found an error, in the UserError's `cause`. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * The error of a statement that a check has made, in its author's terms: a place in the author's condition is told
 * as that, any other place, which is in text that the author has not written, is left out.
 */
export function locateCondition(error: UserError, statement: string, where: string | undefined): UserError {
  const place = placeOf(error);
  if (place === undefined || error.position !== undefined) return error;
  const inside = where === undefined ? undefined : placeInside(place, statement, where);
  const words = inside === undefined ? "" : ` at line ${inside.line}, column ${inside.column} of \`where\``;
  return new UserError({
    code: error.code,
    message: error.message.replace(/ at line \d+, column \d+ of the statement/, words),
    ...(error.next !== undefined && { next: error.next }),
    retryable: error.retryable,
    cause: error.cause,
  });
}

/** Runs a check's own statement; see `locateCondition`. */
export async function locatingCondition<T>(
  statement: string,
  where: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof UserError ? locateCondition(error, statement, where) : error;
  }
}

function placeInside(place: Place, statement: string, where: string): Place | undefined {
  const lines = statement.split("\n");
  const offset =
    lines.slice(0, place.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + place.column - 1;
  // An unfinished condition is found out at the parenthesis after it.
  const whole = withinCondition(where);
  const start = statement.lastIndexOf(whole, offset) + 1;
  if (start === 0 || offset >= start - 1 + whole.length) return undefined;
  const before = where.slice(0, offset - start).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function placeOf({ cause }: UserError): Place | undefined {
  if (typeof cause !== "object" || cause === null || !("place" in cause)) return undefined;
  return (cause.place ?? undefined) as Place | undefined;
}

function endedStatement(condition: string, offset: number): UserError {
  const { line, column } = lineAndColumn(condition, offset);
  return new UserError({
    code: "bad-condition",
    message: `A condition is a part of a statement, but a ";" ends it at line ${line}, column ${column} of \`where\`.`,
    next: "Leave it out.",
  });
}
