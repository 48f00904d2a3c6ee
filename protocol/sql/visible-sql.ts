import { type SqlToken, sqlTokens } from "./sql-tokens.ts";
import { maskTemplates } from "./template-mask.ts";

/** A text with its tokens, templates told apart from SQL. */
export interface VisibleSql {
  /** Same length as the text that was read; templates are masked. */
  readonly text: string;
  readonly tokens: readonly SqlToken[];
  /** Whether a `;` at this place ends a statement. */
  endsStatement(semicolon: SqlToken): boolean;
}

export interface ReadSqlOptions {
  /** False for SQL that was rendered: then `{{` means nothing. */
  readonly templates: boolean;
}

/** Reads a text as SQL. Never throws. */
export function readVisibleSql(source: string, { templates }: ReadSqlOptions): VisibleSql {
  const { text, blocks } = templates ? maskTemplates(source) : { text: source, blocks: [] };
  const tokens = [...sqlTokens(text)];
  const inner = semicolonsInside(text, tokens);
  const endsStatement = ({ start }: SqlToken): boolean =>
    !inner.has(start) && !blocks.some((block) => block.start < start && start < block.end);
  return { text, tokens, endsStatement };
}

/** The first words of a statement say whether it may have `;` inside: of these, at most so many. */
const LEADING_WORDS = 4;
const ROUTINE = /^CREATE (OR REPLACE )?(FUNCTION|PROCEDURE)\b/;
const RULE = /^CREATE (OR REPLACE )?RULE\b/;

/** Those of function bodies in standard SQL (BEGIN ATOMIC … END), and of a rule's actions in brackets. */
function semicolonsInside(text: string, tokens: readonly SqlToken[]): ReadonlySet<number> {
  const found = new Set<number>();
  let words: string[] = [];
  let depth = 0;
  for (const { kind, start, end } of tokens) {
    if (kind === "semicolon") {
      if (depth > 0) found.add(start);
      else words = [];
    } else if (kind === "word") {
      const word = text.slice(start, end).toUpperCase();
      if (words.length < LEADING_WORDS) words.push(word);
      if (ROUTINE.test(words.join(" "))) depth = afterWord(word, depth);
    } else if (kind === "other" && RULE.test(words.join(" "))) {
      depth = afterBracket(text[start] ?? "", depth);
    }
  }
  return found;
}

/** How many BEGIN and CASE are open. */
function afterWord(word: string, depth: number): number {
  if (word === "BEGIN" || (word === "CASE" && depth > 0)) return depth + 1;
  return word === "END" && depth > 0 ? depth - 1 : depth;
}

function afterBracket(sign: string, depth: number): number {
  if (sign === "(") return depth + 1;
  return sign === ")" && depth > 0 ? depth - 1 : depth;
}
