/** One statement of a SQL text. */
export interface SqlStatement {
  /** From its first word to its last sign, without the `;` and without comments around it. */
  readonly text: string;
  /** Where it starts in the whole text, in UTF-16 units. */
  readonly offset: number;
  /** Its first words in upper case, at most six; `(` and other signs between them are left out. */
  readonly words: readonly string[];
}

const LEADING_WORDS = 6;

/**
 * Splits a SQL text at its semicolons, as psql does: not at those in strings, quoted names, dollar quotes,
 * nested comments, and SQL-standard function bodies (BEGIN ATOMIC … END). Never throws: an unfinished string
 * goes to the end of the text, and the server says what is wrong with it.
 */
export function splitStatements(sql: string): readonly SqlStatement[] {
  const statements: SqlStatement[] = [];
  let open: OpenStatement = { start: -1, end: -1, words: [], depth: 0 };
  for (const token of tokens(sql)) {
    if (token.kind === "blank") continue;
    if (token.kind === "semicolon" && open.depth === 0) {
      if (open.start >= 0) statements.push(close(sql, open));
      open = { start: -1, end: -1, words: [], depth: 0 };
      continue;
    }
    if (open.start < 0) open.start = token.start;
    open.end = token.end;
    if (token.kind === "word") takeWord(open, sql.slice(token.start, token.end).toUpperCase());
  }
  if (open.start >= 0) statements.push(close(sql, open));
  return statements;
}

interface OpenStatement {
  start: number;
  end: number;
  words: string[];
  /** How many BEGIN and CASE of a function's body are open. */
  depth: number;
}

function close(sql: string, open: OpenStatement): SqlStatement {
  return { text: sql.slice(open.start, open.end), offset: open.start, words: open.words };
}

function takeWord(open: OpenStatement, word: string): void {
  if (open.words.length < LEADING_WORDS) open.words.push(word);
  if (!/^CREATE (OR REPLACE )?(FUNCTION|PROCEDURE)\b/.test(open.words.join(" "))) return;
  if (word === "BEGIN" || (word === "CASE" && open.depth > 0)) open.depth++;
  else if (word === "END" && open.depth > 0) open.depth--;
}

interface Token {
  readonly kind: "blank" | "semicolon" | "word" | "other";
  readonly start: number;
  readonly end: number;
}

// In this order: blanks, a line comment, an escape string, a string, a quoted name, a dollar quote's start, a
// word, anything else. A string or name without its end is taken to the end of the text.
const TOKEN =
  /(\s+|--[^\n]*)|(\/\*)|[eE]'[^'\\]*(?:(?:''|\\.)[^'\\]*)*(?:'|$)|'[^']*(?:''[^']*)*(?:'|$)|"[^"]*(?:""[^"]*)*(?:"|$)|(\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$)|([\p{L}_][\p{L}\p{N}_$]*)|./suy;

function* tokens(sql: string): Generator<Token> {
  let start = 0;
  while (start < sql.length) {
    TOKEN.lastIndex = start;
    const match = TOKEN.exec(sql);
    if (match === null) return;
    const [text, blank, comment, dollar, word] = match;
    let end = start + text.length;
    if (comment !== undefined) end = endOfComment(sql, start);
    if (dollar !== undefined) end = endOfDollarQuote(sql, end, dollar);
    const isBlank = blank !== undefined || comment !== undefined;
    const kind = isBlank ? "blank" : text === ";" ? "semicolon" : word === undefined ? "other" : "word";
    yield { kind, start, end };
    start = end;
  }
}

/** Block comments nest in SQL. */
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
