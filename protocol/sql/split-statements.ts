import { postgreSplitterOptions, splitQuery } from "dbgate-query-splitter";
import { assertNever } from "../user-error.ts";
import type { SqlToken } from "./sql-tokens.ts";
import { TAG } from "./template-mask.ts";
import { type ReadSqlOptions, readVisibleSql, type VisibleSql } from "./visible-sql.ts";

/** A statement of a text, from its first sign to its last: without the `;`, and without comments around it. */
export interface Statement {
  /** In UTF-16 units from the start of the text. */
  readonly start: number;
  readonly end: number;
}

const NOTHING_BUT_TAGS = new RegExp(`^[\\s${TAG}]*$`);

/**
 * The statements of a SQL text, templates not yet rendered, in order: split at the semicolons at which psql would,
 * and at none inside of a template. What stands between `{% for %}` and `{% endfor %}` (or `{% if %}`, …) belongs to
 * one statement, because it can only be rendered as one. Never throws: a string without an end goes to the end of
 * the text, and the server says what is wrong with it.
 */
export function splitStatements(
  source: string,
  options: ReadSqlOptions = { templates: true },
): readonly Statement[] {
  const sql = readVisibleSql(source, options);
  const plain = sql.tokens.map((token) => plainText(sql, token)).join("");
  return splitQuery(plain, SPLITTER).flatMap((item) => {
    if (typeof item === "string") return [];
    const start = (item.trimStart ?? item.start).position;
    const end = Math.min((item.trimEnd ?? item.end).position, source.length);
    return NOTHING_BUT_TAGS.test(sql.text.slice(start, end)) ? [] : [{ start, end }];
  });
}

/** With the rest of its options left as they are for SQL in general. */
const SPLITTER = { ...postgreSplitterOptions, returnRichInfo: true };

/**
 * The library knows strings, quoted names and semicolons, but not all that Postgres has: nested comments, backslashes
 * in E'…', dollar signs in names, bodies of functions. Those it is given as a word or as blanks of the same length.
 */
function plainText(sql: VisibleSql, token: SqlToken): string {
  const text = sql.text.slice(token.start, token.end);
  switch (token.kind) {
    case "blank":
    case "comment":
      return text.replace(/[^\n]/g, " ");
    case "string":
    case "name":
      return text;
    case "semicolon":
      return sql.endsStatement(token) ? text : "x";
    case "word":
    case "quoted":
    case "other":
      return "x".repeat(text.length);
    default:
      return assertNever(token.kind);
  }
}
