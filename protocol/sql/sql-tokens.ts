/** A piece of a SQL text. Tokens follow each other without gaps. */
export interface SqlToken {
  /** `string` is a plain one; strings with escapes and dollar quotes are `quoted`. */
  readonly kind: "blank" | "comment" | "semicolon" | "word" | "string" | "name" | "quoted" | "other";
  readonly start: number;
  readonly end: number;
}

// In this order: blanks, a line comment, a block comment's start, the start of an escape string, of a string, of a quoted
// name, of a dollar quote, a word, anything else. A string or name without its end is taken to the end of the text.
const TOKEN =
  /(?<blank>\s+)|(?<line>--[^\n]*)|(?<block>\/\*)|(?<escape>[eE]')|(?<string>')|(?<name>")|(?<dollar>\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<semicolon>;)|./suy;

/**
 * The tokens of a SQL text, as Postgres reads them: block comments nest, a backslash escapes in E'…' only, a `$` may
 * stand inside of a name. Never throws: what has no end goes to the end of the text.
 */
export function* sqlTokens(sql: string): Generator<SqlToken> {
  const pattern = new RegExp(TOKEN);
  let start = 0;
  while (start < sql.length) {
    pattern.lastIndex = start;
    const match = pattern.exec(sql);
    if (match === null) return;
    const groups = match.groups ?? {};
    const token = tokenOf(sql, start, start + match[0].length, groups);
    yield token;
    start = token.end;
  }
}

function tokenOf(
  sql: string,
  start: number,
  end: number,
  groups: Readonly<Record<string, string | undefined>>,
): SqlToken {
  if (groups["blank"] !== undefined) return { kind: "blank", start, end };
  if (groups["line"] !== undefined) return { kind: "comment", start, end };
  if (groups["block"] !== undefined) return { kind: "comment", start, end: endOfComment(sql, start) };
  if (groups["escape"] !== undefined) return { kind: "quoted", start, end: endOfQuoted(sql, end, /['\\]/g) };
  if (groups["string"] !== undefined) return { kind: "string", start, end: endOfQuoted(sql, end, /'/g) };
  if (groups["name"] !== undefined) return { kind: "name", start, end: endOfQuoted(sql, end, /"/g) };
  const dollar = groups["dollar"];
  if (dollar !== undefined) return { kind: "quoted", start, end: endOfDollarQuote(sql, end, dollar) };
  for (const kind of ["word", "semicolon"] as const)
    if (groups[kind] !== undefined) return { kind, start, end };
  return { kind: "other", start, end };
}

/** A loop and no pattern for the whole: a pattern keeps each doubled quote on the stack, and there may be millions. */
function endOfQuoted(sql: string, inside: number, mark: RegExp): number {
  mark.lastIndex = inside;
  for (let match = mark.exec(sql); match !== null; match = mark.exec(sql)) {
    const isEscape = match[0] === "\\" || sql[mark.lastIndex] === match[0];
    if (!isEscape) return mark.lastIndex;
    mark.lastIndex += 1;
  }
  return sql.length;
}

function endOfComment(sql: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let match = mark.exec(sql); match !== null; match = mark.exec(sql)) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return sql.length;
}

function endOfDollarQuote(sql: string, bodyStart: number, quote: string): number {
  const found = sql.indexOf(quote, bodyStart);
  return found < 0 ? sql.length : found + quote.length;
}
