import stringWidth from "string-width";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * Characters that take one column each: ASCII, Latin, and those that tables and progress are drawn with. The first
 * text that needs to be looked at closer costs a command 20 ms, for the compilation of tables of emoji.
 */
const ONE_COLUMN_EACH = /^[ -~\u00a1-\u00ac\u00ae-\u02ff–—…─│█░■▲○●◦◷↻✓✗]*$/;

/** Columns that a text takes on a terminal: wide characters count two, colours none. */
export function width(text: string): number {
  return ONE_COLUMN_EACH.test(text) ? text.length : stringWidth(text);
}

/** The text in at most `columns` columns, ending in the ellipsis when something was cut off. No colours in it. */
export function cut(text: string, columns: number, ellipsis = "…"): string {
  if (width(text) <= columns) return text;
  const mark = width(ellipsis) <= columns ? ellipsis : "";
  return takeColumns(text, columns - width(mark)) + mark;
}

/** The longest start of a text, in whole characters as people see them, that takes at most `columns` columns. */
export function takeColumns(text: string, columns: number): string {
  let taken = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += width(segment);
    if (used > columns) break;
    taken += segment;
  }
  return taken;
}

/** Fills up with blanks to `columns` columns. Colours may be in the text. */
export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

export function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - width(text))) + text;
}

/** Lines of at most `columns` columns, broken between words, and within a word only if it is longer than a line. */
export function wrap(text: string, columns: number): string[] {
  const room = Math.max(1, columns);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (width(joined) <= room) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = breakWord(word, room);
    line = pieces.pop() ?? "";
    lines.push(...pieces);
  }
  if (line !== "" || lines.length === 0) lines.push(line);
  return lines;
}

function breakWord(word: string, columns: number): string[] {
  const pieces: string[] = [];
  let rest = word;
  while (width(rest) > columns) {
    // One character that is wider than the line goes through whole, so that this ends.
    const piece = takeColumns(rest, columns) || String.fromCodePoint(rest.codePointAt(0) ?? 0);
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  pieces.push(rest);
  return pieces;
}
