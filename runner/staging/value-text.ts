import { ARRAY, ESCAPED, OBJECT, STRING } from "./value-kinds.ts";

/** The text of a value: a string's characters, anything else as it is written in the file. */
export function valueText(source: Buffer, kind: number, start: number, end: number): string {
  const text = source.toString("utf8", start, end);
  return kind === ESCAPED ? (JSON.parse(`"${text}"`) as string) : text;
}

export function isString(kind: number): boolean {
  return kind === STRING || kind === ESCAPED;
}

export function isNested(kind: number): boolean {
  return kind === OBJECT || kind === ARRAY;
}

/** A text without white space around it; text for columns that are not text may have some. */
export function trimmedText(source: Buffer, kind: number, start: number, end: number): string {
  return valueText(source, kind, start, end).trim();
}
