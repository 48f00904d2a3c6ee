import { type Statement, splitStatements } from "./split-statements.ts";
import { templateSpans } from "./template-spans.ts";
import { readVisibleSql } from "./visible-sql.ts";

/**
 * The statement that somebody means whose cursor is at `offset`: the one around it; on the same line after a `;`, the
 * one before; in front of a statement on its line, or in the comment right above, that one. `statements` are those of
 * the text, where they are known.
 */
export function statementAt(
  text: string,
  offset: number,
  statements: readonly Statement[] = splitStatements(text),
): Statement | undefined {
  const around = statements.find(({ start, end }) => start <= offset && offset <= end);
  if (around !== undefined) return around;
  const before = statements.findLast(({ end }) => end < offset);
  if (before !== undefined && !text.slice(before.end, offset).includes("\n")) return before;
  const after = statements.find(({ start }) => start > offset);
  return after !== undefined && isRightAbove(text, offset, after) ? after : undefined;
}

/** No empty line between the cursor's line and the statement, but for those inside of comments. */
function isRightAbove(text: string, offset: number, { start }: Statement): boolean {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const lines = withFilledComments(text).slice(lineStart, start).split("\n");
  return lines.slice(0, -1).every((line) => line.trim() !== "");
}

/** Blanks as they are, all else as one sign, comments with their line ends. */
function withFilledComments(text: string): string {
  const sql = readVisibleSql(text, { templates: true });
  const filled = sql.tokens.map(({ kind, start, end }) =>
    kind === "blank" ? sql.text.slice(start, end) : "#".repeat(end - start),
  );
  return templateSpans(text)
    .filter(({ kind }) => kind === "comment")
    .reduce(
      (so, { start, end }) => so.slice(0, start) + "#".repeat(end - start) + so.slice(end),
      filled.join(""),
    );
}
