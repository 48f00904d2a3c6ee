import { splitStatements as split } from "../../protocol/sql/split-statements.ts";
import { sqlTokens } from "../../protocol/sql/sql-tokens.ts";

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

/** The statements of a SQL text that was rendered, in order. Never throws. */
export function splitStatements(sql: string): readonly SqlStatement[] {
  return split(sql, { templates: false }).map(({ start, end }) => {
    const text = sql.slice(start, end);
    return { text, offset: start, words: leadingWords(text) };
  });
}

function leadingWords(statement: string): readonly string[] {
  const words: string[] = [];
  for (const { kind, start, end } of sqlTokens(statement)) {
    if (kind === "word") words.push(statement.slice(start, end).toUpperCase());
    if (words.length === LEADING_WORDS) break;
  }
  return words;
}
