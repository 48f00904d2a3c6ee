import type { SourcePosition } from "../../protocol/problem.ts";
import type { RenderedSql } from "../operators/operator.ts";

/** The place of an offset (UTF-16 units) of a SQL text in its file; undefined when it came from none. */
export function positionInSql(sql: RenderedSql, offset: number): SourcePosition | undefined {
  return sql.file === undefined ? undefined : { file: sql.file, ...lineAndColumn(sql.text, offset) };
}

/** Both count from 1. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
