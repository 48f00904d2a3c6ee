import { countText } from "./counted.ts";

/** What a statement's result is about, for `resultText`. */
export interface ResultFacts {
  /** First words of the command tag. */
  readonly command: string;
  readonly returnsRows: boolean;
  /** Rows that are known of: returned or affected; null where there is no such count. */
  readonly rows: number | null;
  /** There are more than these. */
  readonly isMore: boolean;
}

/** `319 rows`, `1,000+ rows`, `INSERT 5 rows`, `CREATE TABLE`. */
export function resultText({ command, returnsRows, rows, isMore }: ResultFacts): string {
  const noun = rows === 1 && !isMore ? "row" : "rows";
  const count = rows === null ? [] : [`${countText(rows)}${isMore ? "+" : ""} ${noun}`];
  return (command === "SELECT" && returnsRows ? count : [command, ...count]).join(" ");
}
