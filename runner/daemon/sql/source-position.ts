import type { SourcePosition } from "../../../protocol/problem.ts";
import type { SqlSource } from "../../../protocol/rpc/sql.ts";

export interface TextPlace {
  /** Both count from 1; columns in UTF-16 units. */
  readonly line: number;
  readonly column: number;
}

/** The place in the document of a place in the source's text. */
export function inDocument(source: SqlSource, { line, column }: TextPlace): SourcePosition {
  return {
    file: source.file ?? "",
    line: source.startLine + line,
    column: line === 1 ? source.startColumn + column : column,
  };
}

export function placeOfOffset(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

export function offsetOfPlace(text: string, { line, column }: TextPlace): number {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const end = text.indexOf("\n", start);
    if (end < 0) break;
    start = end + 1;
  }
  return Math.min(start + column - 1, text.length);
}
