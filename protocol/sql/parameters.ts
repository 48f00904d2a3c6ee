import type { SqlToken } from "./sql-tokens.ts";
import { type ReadSqlOptions, readVisibleSql } from "./visible-sql.ts";

/** A `:name` in a text, to be sent as a value. */
export interface Parameter {
  readonly name: string;
  /** Where its `:` stands. */
  readonly offset: number;
}

/**
 * All `:name` of a SQL text, in order, each as often as it stands there. Not the types of `value::type`, not what
 * stands in strings, quoted names, comments, dollar quotes and templates, and not the bounds of a slice (`a[1:n]`).
 */
export function parametersOf(
  source: string,
  options: ReadSqlOptions = { templates: true },
): readonly Parameter[] {
  const { text, tokens } = readVisibleSql(source, options);
  const found: Parameter[] = [];
  const brackets: ("array" | "subscript")[] = [];
  const signs = tokens.filter(({ kind }) => kind !== "blank" && kind !== "comment");
  for (const [index, token] of signs.entries()) {
    if (token.kind === "semicolon") brackets.length = 0;
    if (token.kind !== "other") continue;
    const before = signs[index - 1];
    const sign = text[token.start];
    if (sign === "[") brackets.push(isSubscript(text, before) ? "subscript" : "array");
    else if (sign === "]") brackets.pop();
    else if (sign === ":") {
      const name = signs[index + 1];
      if (name === undefined || name.kind !== "word" || name.start !== token.end) continue;
      if (text[token.start - 1] === ":") continue;
      if (brackets.at(-1) === "subscript" && isBoundBefore(text, before)) continue;
      found.push({ name: text.slice(name.start, name.end), offset: token.start });
    }
  }
  return found;
}

/** `a[`, `f(x)[`, `a[1][` against `ARRAY[` and the inner brackets of `ARRAY[[1], [2]]`. */
function isSubscript(text: string, before: SqlToken | undefined): boolean {
  if (before === undefined) return false;
  if (before.kind === "word") return text.slice(before.start, before.end).toUpperCase() !== "ARRAY";
  return before.kind !== "other" || ")]".includes(text[before.start] ?? " ");
}

/** A `:` behind a value, or right behind the bracket, is the one of a slice. */
function isBoundBefore(text: string, before: SqlToken | undefined): boolean {
  if (before === undefined) return false;
  return before.kind !== "other" || /[\p{N}[)\]\uE000]/u.test(text[before.start] ?? "");
}
