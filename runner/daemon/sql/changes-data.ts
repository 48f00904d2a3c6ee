import { sqlTokens } from "../../../protocol/sql/sql-tokens.ts";

const CHANGING: ReadonlySet<string> = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"]);

/**
 * Whether a statement changes rows beside giving some: INSERT … RETURNING, and WITH that has one inside. The server does
 * all of its work at the first row, and commits it when the statement is closed. Functions that write are not seen.
 */
export function changesData(statement: string): boolean {
  let first: string | undefined;
  let before = "";
  for (const { kind, start, end } of sqlTokens(statement)) {
    if (kind === "blank" || kind === "comment") continue;
    const text = statement.slice(start, end).toUpperCase();
    if (kind === "word" && first === undefined) {
      first = text;
      if (CHANGING.has(text)) return true;
      if (text !== "WITH") return false;
    }
    // In WITH it stands behind a bracket, unlike FOR UPDATE and names.
    if (kind === "word" && CHANGING.has(text) && (before === "(" || before === ")")) return true;
    before = text;
  }
  return false;
}
