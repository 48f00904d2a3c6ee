export interface LineAndColumn {
  /** Both count from 1; the column in UTF-16 code units, as editors count. */
  readonly line: number;
  readonly column: number;
}

/** Where the server's `position` (characters, not bytes or code units, from 1) lies in a SQL text. */
export function sqlErrorPosition(text: string, offset: number): LineAndColumn {
  let line = 1;
  let lineStart = 0;
  let index = 0;
  let characters = 1;
  for (const character of text) {
    if (characters >= offset) break;
    index += character.length;
    characters += 1;
    if (character === "\n") {
      line += 1;
      lineStart = index;
    }
  }
  return { line, column: index - lineStart + 1 };
}
