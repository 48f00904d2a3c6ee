import { UserError } from "../../protocol/user-error.ts";
import type { RenderedSql } from "../operators/operator.ts";
import { positionInSql } from "./position-in-sql.ts";
import { type SqlStatement, splitStatements } from "./sql-statements.ts";

/** A text that is one SELECT, ready to be put after `INSERT INTO …` or into a subquery. */
export interface SelectStatement {
  /** Without a closing `;` and without comments around it. */
  readonly text: string;
  readonly source: RenderedSql;
  /** Where `text` starts in the source's text. */
  readonly offset: number;
}

const STARTS_QUERY = new Set(["SELECT", "WITH", "VALUES", "TABLE"]);

/** Reads the SQL of a parameter that must be one SELECT. Throws a UserError when it is something else. */
export function readSelect(source: RenderedSql): SelectStatement {
  const [statement, second] = splitStatements(source.text);
  if (statement === undefined) throw noStatement(source);
  if (second !== undefined) throw severalStatements(source, second);
  const [word] = statement.words;
  if (word === undefined || !STARTS_QUERY.has(word)) throw notASelect(source, statement);
  return { text: statement.text, source, offset: statement.offset };
}

/** A SQL text that has nothing but blanks and comments. */
export function noStatement(source: RenderedSql): UserError {
  return new UserError({
    code: "no-statement",
    message: `There is no statement in ${nameOf(source)}.`,
    next: "Write the statement, or name a .sql file that has it.",
    ...at(source, 0),
  });
}

function severalStatements(source: RenderedSql, second: SqlStatement): UserError {
  return new UserError({
    code: "several-statements",
    message: `Only one SELECT can stand here, but a second statement follows: ${shorten(second.text)}.`,
    next: "Leave one SELECT; statements that prepare something go into a runSql task upstream.",
    ...at(source, second.offset),
  });
}

function notASelect(source: RenderedSql, statement: SqlStatement): UserError {
  return new UserError({
    code: "not-a-select",
    message: `A SELECT is needed here, but ${nameOf(source)} has: ${shorten(statement.text)}.`,
    next: "Write a query that starts with SELECT or WITH; for other statements there is runSql.",
    ...at(source, statement.offset),
  });
}

function nameOf(source: RenderedSql): string {
  return source.file ?? "the SQL text";
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= 50 ? line : `${line.slice(0, 49)}…`;
}

function at(source: RenderedSql, offset: number) {
  const position = positionInSql(source, offset);
  return position === undefined ? {} : { position };
}
