import { isAscii } from "node:buffer";
import { type FieldNode, type FieldTree, fieldNode, type KnownKey } from "./field-tree.ts";
import {
  BACKSLASH,
  COLON,
  COMMA,
  isDigit,
  isHexDigit,
  isShortEscape,
  MINUS,
  PLAIN,
  QUOTE,
} from "./json-bytes.ts";
import { ARRAY, ESCAPED, FALSE, MISSING, NULL, NUMBER, OBJECT, STRING, TRUE } from "./value-kinds.ts";

export const COMPLETE = 0;
/** The bytes end inside the value; with more of them it may be complete. */
export const INCOMPLETE = 1;
export const INVALID = 2;
export type ParseStatus = typeof COMPLETE | typeof INCOMPLETE | typeof INVALID;

/**
 * Reads JSON values from bytes, keeping where the values that the mapping asks for begin and end. It accepts
 * exactly what `JSON.parse` accepts (and nesting up to MAX_DEPTH), but builds no objects: the encoders take
 * numbers and text from the source bytes, so nothing is rounded on the way.
 */
export interface RecordParser {
  /** Parses the one value that begins at `start`, which must not be white space. */
  parse(bytes: Buffer, start: number, end: number): ParseStatus;
  /** One past the last byte of a complete value. */
  readonly position: number;
  /** Line feeds inside a complete value. */
  readonly lineFeeds: number;
  /** True when a complete value has a byte above 127: only then its UTF-8 can be wrong. */
  readonly hasNonAscii: boolean;
  readonly errorAt: number;
  readonly errorText: string;
  /** By slot: one of `value-kinds.ts`, and where the value lies (for strings: without the quotes). */
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Deeper nesting is refused, before the stack is. */
export const MAX_DEPTH = 500;
/**
 * Field names beyond this many per place are looked up each time: objects used as maps have endless ones. More than
 * the columns of a table.
 */
const MAX_KNOWN_KEYS = 2000;
const MAX_KNOWN_KEY_BYTES = 200;
const NO_WORDS = new Int32Array(0);
/** In the place of an index. */
const FAILED = -1;

/** Whether none of four bytes is a control character, a quote, a backslash or above 127. It may say no too often. */
function arePlain(word: number): boolean {
  const quote = word ^ 0x22222222;
  const backslash = word ^ 0x5c5c5c5c;
  return (((quote - 0x01010101) | (backslash - 0x01010101) | (word - 0x20202020) | word) & 0x80808080) === 0;
}

/** A name's bytes, four to a word, as `KnownKey` has them. */
function asWords(name: Uint8Array): Pick<KnownKey, "words" | "length" | "rest"> {
  const padded = Buffer.alloc(Math.ceil(name.length / 4) * 4);
  padded.set(name);
  const words = Int32Array.from({ length: padded.length / 4 }, (_, i) => padded.readInt32LE(i * 4));
  return { words, length: name.length, rest: (padded.length - name.length) * 8 };
}

/** A parser for one mapping. Not re-entrant: its results are those of the last `parse`. */
export function createRecordParser(tree: FieldTree): RecordParser {
  const kinds = new Uint8Array(tree.slotCount);
  const starts = new Int32Array(tree.slotCount);
  const ends = new Int32Array(tree.slotCount);
  const root = tree.root;
  let bytes: Buffer = Buffer.alloc(0);
  let view = new DataView(bytes.buffer);
  let end = 0;
  let position = 0;
  let depth = 0;
  let lineFeeds = 0;
  let high = 0;
  let escaped = false;
  let incomplete = false;
  let errorAt = 0;
  let errorText = "";

  // What follows takes the index where something begins and gives the one after it, or FAILED: an index that is
  // passed along stays in a register, and one that is kept out here does not.

  function fail(at: number, text: string): typeof FAILED {
    if (at >= end) {
      incomplete = true;
      return FAILED;
    }
    errorAt = at;
    errorText = text;
    return FAILED;
  }

  function space(from: number): number {
    const b = bytes;
    const e = end;
    let p = from;
    for (; p < e; p++) {
      const c = b[p] as number;
      if (c > 0x20) break;
      if (c === 0x0a) lineFeeds++;
      else if (c !== 0x20 && c !== 0x0d && c !== 0x09) break;
    }
    return p;
  }

  /** The rest of a string, from some byte after its opening quote to the byte after the closing one. */
  function string(from: number): number {
    const b = bytes;
    const e = end;
    const v = view;
    let p = from;
    let seen = 0;
    while (p < e) {
      while (p + 4 <= e && arePlain(v.getInt32(p, true))) p += 4;
      while (p < e && PLAIN[b[p] as number] === 1) p++;
      if (p >= e) break;
      const c = b[p] as number;
      if (c === QUOTE) {
        high |= seen;
        return p + 1;
      }
      if (c === BACKSLASH) {
        escaped = true;
        const d = b[p + 1] as number;
        if (p + 1 >= e) break;
        if (d === 0x75) {
          for (let i = p + 2; i < p + 6; i++) {
            if (i >= e || !isHexDigit(b[i] as number)) return fail(i, "\\u needs four hexadecimal digits");
          }
          p += 6;
        } else if (isShortEscape(d)) p += 2;
        else return fail(p + 1, "no such escape in text");
      } else if (c < 0x20) {
        return fail(p, c === 0x0a ? "text is not closed on its line" : "control character in text");
      } else {
        seen |= c;
        p++;
      }
    }
    return fail(e, "");
  }

  function digits(from: number): number {
    const b = bytes;
    const e = end;
    let p = from;
    while (p < e && isDigit(b[p] as number)) p++;
    return p > from ? p : fail(p, "a digit is missing in a number");
  }

  function number(from: number): number {
    const b = bytes;
    const e = end;
    let p = b[from] === MINUS ? from + 1 : from;
    if (p < e && b[p] === 0x30) p++;
    else p = digits(p);
    if (p === FAILED) return FAILED;
    if (p < e && b[p] === 0x2e) p = digits(p + 1);
    if (p !== FAILED && p < e && ((b[p] as number) | 0x20) === 0x65) {
      p++;
      if (p < e && (b[p] === 0x2b || b[p] === MINUS)) p++;
      return digits(p);
    }
    return p;
  }

  function word(expected: string, from: number): number {
    for (let i = 0; i < expected.length; i++) {
      if (from + i >= end || bytes[from + i] !== expected.charCodeAt(i))
        return fail(from + i, "not a JSON value");
    }
    return from + expected.length;
  }

  /** The guessed name, if it is that one. */
  function guessed(key: KnownKey, from: number): number {
    const { words, length } = key;
    const to = from + length;
    // A name that is not whole reads on behind it, which no bytes may be: near the end it is looked up.
    if (to + 3 > end) return FAILED;
    const v = view;
    const last = words.length - 1;
    for (let i = 0; i < last; i++) if (v.getInt32(from + i * 4, true) !== words[i]) return FAILED;
    if ((v.getInt32(from + last * 4, true) ^ (words[last] as number)) << key.rest !== 0) return FAILED;
    high |= key.high;
    return to;
  }

  /**
   * The key of a name that goes from the byte after its opening quote to the one after its closing quote. Without
   * length when it is not kept.
   */
  function lookUp(node: FieldNode, from: number, to: number): KnownKey {
    const raw = bytes.toString("latin1", from, to);
    const known = node.knownKeys.get(raw);
    if (known !== undefined) return known;
    // Bytes that are not UTF-8 get the whole record rejected later.
    const written = bytes.toString("utf8", from, to - 1);
    const name = written.includes("\\") ? (JSON.parse(`"${written}"`) as string) : written;
    const field = fieldNode(node, name);
    if (node.knownKeys.size >= MAX_KNOWN_KEYS || to - from > MAX_KNOWN_KEY_BYTES)
      return { words: NO_WORDS, length: 0, rest: 0, high: 0, node: field, next: undefined };
    const key: KnownKey = {
      ...asWords(bytes.subarray(from, to)),
      high: isAscii(bytes.subarray(from, to)) ? 0 : 128,
      node: field,
      next: undefined,
    };
    node.knownKeys.set(raw, key);
    return key;
  }

  function object(node: FieldNode | undefined, from: number): number {
    if (++depth > MAX_DEPTH) return fail(from, `nested deeper than ${MAX_DEPTH} levels`);
    const b = bytes;
    const e = end;
    let p = from + 1;
    if (p < e && b[p] !== QUOTE) p = space(p);
    if (p < e && b[p] === 0x7d) {
      depth--;
      return p + 1;
    }
    let before: KnownKey | undefined;
    let guess = node?.firstKey;
    for (;;) {
      if (p >= e || b[p] !== QUOTE) return fail(p, "a field name in double quotes is missing");
      const nameStart = p + 1;
      let child: FieldNode | undefined;
      if (node === undefined) {
        p = string(nameStart);
        if (p === FAILED) return FAILED;
      } else {
        let key = guess;
        p = key === undefined ? FAILED : guessed(key, nameStart);
        if (key === undefined || p === FAILED) {
          p = string(nameStart);
          if (p === FAILED) return FAILED;
          key = lookUp(node, nameStart, p);
          // One that is not kept leads to others, but nothing leads to it: else all of them would be kept.
          if (key.length > 0) {
            if (before === undefined) node.firstKey = key;
            else before.next = key;
          }
        }
        child = key.node;
        before = key;
        guess = key.next;
      }
      if (p < e && b[p] !== COLON) p = space(p);
      if (p >= e || b[p] !== COLON) return fail(p, '":" is missing after a field name');
      p++;
      if (p < e && (b[p] as number) <= 0x20) p = space(p);
      p = value(child, p);
      if (p === FAILED) return FAILED;
      if (p < e && (b[p] as number) <= 0x20) p = space(p);
      const c = b[p];
      if (p < e && c === COMMA) {
        p++;
        if (p < e && b[p] !== QUOTE) p = space(p);
      } else if (p < e && c === 0x7d) {
        depth--;
        return p + 1;
      } else return fail(p, '"," or "}" is missing after a value');
    }
  }

  function array(node: FieldNode | undefined, from: number): number {
    if (++depth > MAX_DEPTH) return fail(from, `nested deeper than ${MAX_DEPTH} levels`);
    const b = bytes;
    const e = end;
    let p = space(from + 1);
    if (p < e && b[p] === 0x5d) {
      depth--;
      return p + 1;
    }
    for (let index = 0; ; index++) {
      p = value(node?.items.get(index), p);
      if (p === FAILED) return FAILED;
      p = space(p);
      const c = b[p];
      if (p < e && c === COMMA) p = space(p + 1);
      else if (p < e && c === 0x5d) {
        depth--;
        return p + 1;
      } else return fail(p, '"," or "]" is missing after a value');
    }
  }

  function keep(node: FieldNode, kind: number, from: number, to: number): void {
    const { slot, below } = node;
    if (below.length > 0 && kind < OBJECT) for (const other of below) kinds[other] = MISSING;
    if (slot < 0) return;
    kinds[slot] = kind;
    starts[slot] = from;
    ends[slot] = to;
  }

  function value(node: FieldNode | undefined, from: number): number {
    const b = bytes;
    const e = end;
    if (from >= e) return fail(from, "");
    let p: number;
    let kind: number;
    switch (b[from]) {
      case QUOTE:
        for (p = from + 1; p < e && PLAIN[b[p] as number] === 1; p++);
        kind = STRING;
        if (p < e && b[p] === QUOTE) p++;
        else {
          escaped = false;
          p = string(p);
          if (p === FAILED) return FAILED;
          if (escaped) kind = ESCAPED;
        }
        if (node !== undefined) keep(node, kind, from + 1, p - 1);
        return p;
      case 0x7b:
      case 0x5b:
        return nested(node, from);
      case 0x6e:
        p = word("null", from);
        kind = NULL;
        break;
      case 0x74:
        p = word("true", from);
        kind = TRUE;
        break;
      case 0x66:
        p = word("false", from);
        kind = FALSE;
        break;
      default:
        if (b[from] !== MINUS && !isDigit(b[from] as number)) return fail(from, "not a JSON value");
        p = number(from);
        kind = NUMBER;
    }
    if (node !== undefined && p !== FAILED) keep(node, kind, from, p);
    return p;
  }

  function nested(node: FieldNode | undefined, from: number): number {
    if (node !== undefined) for (const below of node.below) kinds[below] = MISSING;
    const isObject = bytes[from] === 0x7b;
    const p = isObject
      ? object(node !== undefined && node.fields.size > 0 ? node : undefined, from)
      : array(node !== undefined && node.items.size > 0 ? node : undefined, from);
    if (node !== undefined && p !== FAILED) keep(node, isObject ? OBJECT : ARRAY, from, p);
    return p;
  }

  return {
    parse(source, start, stop) {
      if (source !== bytes) {
        bytes = source;
        view = new DataView(source.buffer, source.byteOffset, source.length);
      }
      end = stop;
      depth = 0;
      lineFeeds = 0;
      high = 0;
      incomplete = false;
      kinds.fill(MISSING);
      position = value(root, start);
      if (position !== FAILED) return COMPLETE;
      return incomplete ? INCOMPLETE : INVALID;
    },
    get position() {
      return position;
    },
    get lineFeeds() {
      return lineFeeds;
    },
    get hasNonAscii() {
      return high > 127;
    },
    get errorAt() {
      return errorAt;
    },
    get errorText() {
      return errorText;
    },
    kinds,
    starts,
    ends,
  };
}
