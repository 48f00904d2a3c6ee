import type { SqlSource } from "../../protocol/rpc/sql.ts";
import { type Statement, splitStatements } from "../../protocol/sql/split-statements.ts";
import { statementAt } from "../../protocol/sql/statement-at.ts";

/** A part of a document that is to be run. */
export interface SqlPart {
  readonly text: string;
  /** Of `text` in the document, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Of the document, in order. At least one. */
  readonly statements: readonly Statement[];
}

/** The selection if there is one, else the statement at the cursor. Undefined where no statement is. */
export function partToRun(document: string, selection: Statement): SqlPart | undefined {
  if (selection.start !== selection.end) return partOf(document, selection);
  const statement = statementAt(document, selection.start);
  return statement && partOf(document, statement);
}

/** Blanks and comments at its ends aside. Undefined where no statement is in it. */
export function partOf(document: string, { start, end }: Statement): SqlPart | undefined {
  const statements = splitStatements(document.slice(start, end)).map((it) => ({
    start: it.start + start,
    end: it.end + start,
  }));
  const [first, last] = [statements.at(0), statements.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return { text: document.slice(first.start, last.end), start: first.start, end: last.end, statements };
}

/** Where a part begins in its document, for a SqlSource. Counted from 0. */
export function placeOf(document: string, offset: number): Pick<SqlSource, "startLine" | "startColumn"> {
  const before = document.slice(0, offset);
  return { startLine: before.split("\n").length - 1, startColumn: offset - (before.lastIndexOf("\n") + 1) };
}

/** One statement of a source, which knows its place as the source does. */
export function statementOf(source: SqlSource, index: number): SqlSource | undefined {
  const statement = splitStatements(source.text)[index];
  if (statement === undefined) return undefined;
  const { startLine, startColumn } = placeOf(source.text, statement.start);
  return {
    ...source,
    text: source.text.slice(statement.start, statement.end),
    startLine: source.startLine + startLine,
    startColumn: startLine === 0 ? source.startColumn + startColumn : startColumn,
  };
}
