import { AS_NULL, type Encode, type EncodeOptions } from "./column-encoder.ts";
import type { CopyWriter } from "./copy-writer.ts";
import { BACKSLASH } from "./json-bytes.ts";
import { ESCAPED, STRING } from "./value-kinds.ts";
import { isNested } from "./value-text.ts";

const SPACE = 0x20;

interface TextOptions extends Pick<EncodeOptions, "emptyAsNull" | "blanksAsNull" | "truncateColumns"> {
  /** In characters, as Postgres counts. */
  readonly maxLength: number;
  readonly type: string;
}

/**
 * Text columns, and those of types that Millrace leaves to the server. Numbers and booleans keep their source text;
 * objects and arrays become their JSON, as it is written in the file.
 */
export function textEncoder(options: TextOptions): Encode {
  const { emptyAsNull, blanksAsNull, truncateColumns, maxLength, type } = options;
  return (source, kind, start, end, out) => {
    if (start === end && emptyAsNull) return AS_NULL;
    const from = out.position;
    if (kind === ESCAPED) {
      const reason = out.unescaped(source, start, end);
      if (reason !== undefined) return reason;
    } else if (isNested(kind)) out.verbatim(source, start, end);
    else out.plain(source, start, end);
    if (blanksAsNull && (kind === STRING || kind === ESCAPED) && isBlank(out, from)) return AS_NULL;
    if (out.position - from <= maxLength) return undefined;
    const cut = endOfCharacters(out, from, maxLength);
    if (cut === out.position) return undefined;
    if (truncateColumns) out.position = cut;
    // The server cuts trailing spaces by itself, as standard SQL wants.
    else if (!isSpaces(out, cut)) return `has ${countCharacters(out, from)} characters, too many for ${type}`;
    return undefined;
  };
}

/** Where the first `count` characters of a written field end. */
function endOfCharacters(out: CopyWriter, from: number, count: number): number {
  let p = from;
  for (let characters = 0; p < out.position && characters < count; characters++) p = nextCharacter(out, p);
  return p;
}

function countCharacters(out: CopyWriter, from: number): number {
  let characters = 0;
  for (let p = from; p < out.position; p = nextCharacter(out, p)) characters++;
  return characters;
}

/** In COPY's text an escape is two bytes and one character. */
function nextCharacter(out: CopyWriter, at: number): number {
  const buffer = out.buffer;
  if (buffer[at] === BACKSLASH && !out.isBinary) return at + 2;
  let p = at + 1;
  while (p < out.position && ((buffer[p] as number) & 0xc0) === 0x80) p++;
  return p;
}

function isSpaces(out: CopyWriter, from: number): boolean {
  for (let p = from; p < out.position; p++) if (out.buffer[p] !== SPACE) return false;
  return true;
}

/** Whether a written field is white space and nothing else, at least one character. */
function isBlank(out: CopyWriter, from: number): boolean {
  for (let p = from; p < out.position; p++) {
    const c = out.buffer[p] as number;
    if (c === SPACE || (c >= 0x09 && c <= 0x0d)) continue;
    if (c !== BACKSLASH || out.isBinary || !"tnrf".includes(String.fromCharCode(out.buffer[++p] as number)))
      return false;
  }
  return out.position > from;
}
