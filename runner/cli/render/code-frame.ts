import type { SourcePosition } from "../../../protocol/problem.ts";
import { safeText } from "../../core/safe-text.ts";
import { cut, width } from "./fit.ts";
import { maskLiterals, showMasked } from "./hide-literals.ts";
import type { Style } from "./style.ts";

const TAB = "  ";

/**
 * The line of source at a position and a caret below its column. A line that is too long is shown around the
 * column. Secrets that were written into it are not shown. Nothing when the source has no such line.
 */
export function codeFrame(source: string, position: SourcePosition, columns: number, style: Style): string[] {
  const line = source.split(/\r\n|\n|\r/)[position.line - 1];
  if (line === undefined) return [];
  const bar = style.unicode ? "│" : "|";
  const gutter = `  ${position.line} ${bar} `;
  const masked = maskLiterals(line);
  const before = shown(masked.slice(0, position.column - 1));
  const after = shown(masked.slice(position.column - 1));
  const { text, caret } = aroundCaret(before, after, Math.max(20, columns - width(gutter)), style.ellipsis);
  const emptyGutter = `${" ".repeat(String(position.line).length + 3)}${bar} `;
  return [
    style.paint.dim(gutter) + text,
    style.paint.dim(emptyGutter) + " ".repeat(caret) + style.paint.red("^"),
  ];
}

function shown(masked: string): string {
  return safeText(showMasked(masked).replaceAll("\t", TAB));
}

/** Cuts from the start what would push the caret off the line, then from the end what is left over. */
function aroundCaret(
  before: string,
  after: string,
  room: number,
  ellipsis: string,
): { text: string; caret: number } {
  const indented = before.trimStart();
  // Indentation says little and takes room: it goes first when the line is too long.
  const kept = width(before + after) <= room ? before : indented;
  const most = Math.floor(room / 2);
  if (width(kept + after) <= room || width(kept) <= most) {
    return { text: cut(kept + after, room, ellipsis), caret: width(kept) };
  }
  const start = ellipsis + takeEnd(kept, most - width(ellipsis));
  return { text: cut(start + after, room, ellipsis), caret: width(start) };
}

function takeEnd(text: string, columns: number): string {
  const characters = [...text];
  while (width(characters.join("")) > columns) characters.shift();
  return characters.join("");
}
