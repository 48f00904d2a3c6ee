/** A stretch of a line, columns counted from 1, the end not included. */
export interface Columns {
  readonly from: number;
  readonly to: number;
}

const WORD = /^(?:[\p{L}\p{N}_$]+(?:\.[\p{L}\p{N}_$]+)*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)/u;

/**
 * What a problem at a column of a line is about: the word or the quoted text there, else the rest of the line. Never
 * empty, so that there is something to underline.
 */
export function problemWord(line: string, column: number): Columns {
  const from = Math.min(Math.max(1, column), line.length + 1);
  const rest = line.slice(from - 1);
  const word = WORD.exec(rest)?.[0] ?? rest.trimEnd();
  if (word !== "") return { from, to: from + word.length };
  // The line was edited since: all of it.
  const start = line.length - line.trimStart().length + 1;
  return { from: Math.min(start, from), to: Math.max(line.trimEnd().length + 1, Math.min(start, from) + 1) };
}
