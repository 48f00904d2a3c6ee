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
/** Field names beyond this many per place are looked up each time: objects used as maps have endless ones. */
const MAX_KNOWN_KEYS = 1000;
const MAX_KNOWN_KEY_BYTES = 200;

/** A parser for one mapping. Not re-entrant: its results are those of the last `parse`. */
export function createRecordParser(tree: FieldTree): RecordParser {
  const kinds = new Uint8Array(tree.slotCount);
  const starts = new Int32Array(tree.slotCount);
  const ends = new Int32Array(tree.slotCount);
  const root = tree.root;
  let bytes: Buffer = Buffer.alloc(0);
  let pos = 0;
  let end = 0;
  let depth = 0;
  let lineFeeds = 0;
  let high = 0;
  let escaped = false;
  let incomplete = false;
  let errorAt = 0;
  let errorText = "";

  function fail(at: number, text: string): false {
    if (at >= end) {
      incomplete = true;
      return false;
    }
    errorAt = at;
    errorText = text;
    return false;
  }

  function skipSpace(): void {
    const b = bytes;
    const e = end;
    let p = pos;
    while (p < e) {
      const c = b[p] as number;
      if (c > 0x20) break;
      if (c === 0x0a) lineFeeds++;
      else if (c !== 0x20 && c !== 0x0d && c !== 0x09) break;
      p++;
    }
    pos = p;
  }

  /** From the byte after the opening quote to the byte after the closing one. */
  function skipString(): boolean {
    const b = bytes;
    const e = end;
    let p = pos;
    let seen = 0;
    escaped = false;
    while (p < e) {
      const c = b[p] as number;
      if (PLAIN[c] === 1) {
        p++;
        continue;
      }
      if (c === QUOTE) {
        pos = p + 1;
        high |= seen;
        return true;
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

  function skipDigits(): boolean {
    const b = bytes;
    const from = pos;
    let p = pos;
    while (p < end && isDigit(b[p] as number)) p++;
    pos = p;
    return p > from ? true : fail(p, "a digit is missing in a number");
  }

  function skipNumber(): boolean {
    if (bytes[pos] === MINUS) pos++;
    if (pos < end && bytes[pos] === 0x30) pos++;
    else if (!skipDigits()) return false;
    if (pos < end && bytes[pos] === 0x2e) {
      pos++;
      if (!skipDigits()) return false;
    }
    if (pos < end && ((bytes[pos] as number) | 0x20) === 0x65) {
      pos++;
      if (pos < end && (bytes[pos] === 0x2b || bytes[pos] === MINUS)) pos++;
      if (!skipDigits()) return false;
    }
    return true;
  }

  function skipWord(word: string): boolean {
    for (let i = 0; i < word.length; i++, pos++) {
      if (pos >= end || bytes[pos] !== word.charCodeAt(i)) return fail(pos, "not a JSON value");
    }
    return true;
  }

  /** The name that begins after its opening quote, when it is the guessed one. */
  function isNext(key: KnownKey): boolean {
    const name = key.bytes;
    const length = name.length;
    const b = bytes;
    const p = pos;
    if (p + length > end) return false;
    for (let i = 0; i < length; i++) if (b[p + i] !== name[i]) return false;
    pos = p + length;
    high |= key.high;
    return true;
  }

  function lookUp(node: FieldNode, from: number): KnownKey {
    const raw = bytes.toString("latin1", from, pos);
    const known = node.knownKeys.get(raw);
    if (known !== undefined) return known;
    // JSON.parse, because a name may have escapes. Bytes that are not UTF-8 get the whole record rejected later.
    const name = JSON.parse(`"${bytes.toString("utf8", from, pos - 1)}"`) as string;
    const key: KnownKey = {
      bytes: Buffer.from(bytes.subarray(from, pos)),
      high: isAscii(bytes.subarray(from, pos)) ? 0 : 128,
      node: fieldNode(node, name),
      next: undefined,
    };
    if (node.knownKeys.size < MAX_KNOWN_KEYS && pos - from <= MAX_KNOWN_KEY_BYTES)
      node.knownKeys.set(raw, key);
    return key;
  }

  function parseObject(node: FieldNode | undefined): boolean {
    if (++depth > MAX_DEPTH) return fail(pos, `nested deeper than ${MAX_DEPTH} levels`);
    pos++;
    skipSpace();
    if (pos < end && bytes[pos] === 0x7d) {
      pos++;
      depth--;
      return true;
    }
    let before: KnownKey | undefined;
    let guess = node?.firstKey;
    for (;;) {
      if (pos >= end || bytes[pos] !== QUOTE) return fail(pos, "a field name in double quotes is missing");
      pos++;
      let child: FieldNode | undefined;
      if (node === undefined) {
        if (!skipString()) return false;
      } else {
        let key = guess;
        if (key === undefined || !isNext(key)) {
          const from = pos;
          if (!skipString()) return false;
          key = lookUp(node, from);
          if (before === undefined) node.firstKey = key;
          else before.next = key;
        }
        child = key.node;
        before = key;
        guess = key.next;
      }
      skipSpace();
      if (pos >= end || bytes[pos] !== COLON) return fail(pos, '":" is missing after a field name');
      pos++;
      skipSpace();
      if (!parseValue(child)) return false;
      skipSpace();
      const c = bytes[pos];
      if (pos < end && c === COMMA) {
        pos++;
        skipSpace();
      } else if (pos < end && c === 0x7d) {
        pos++;
        depth--;
        return true;
      } else return fail(pos, '"," or "}" is missing after a value');
    }
  }

  function parseArray(node: FieldNode | undefined): boolean {
    if (++depth > MAX_DEPTH) return fail(pos, `nested deeper than ${MAX_DEPTH} levels`);
    pos++;
    skipSpace();
    if (pos < end && bytes[pos] === 0x5d) {
      pos++;
      depth--;
      return true;
    }
    for (let index = 0; ; index++) {
      if (!parseValue(node?.items.get(index))) return false;
      skipSpace();
      const c = bytes[pos];
      if (pos < end && c === COMMA) {
        pos++;
        skipSpace();
      } else if (pos < end && c === 0x5d) {
        pos++;
        depth--;
        return true;
      } else return fail(pos, '"," or "]" is missing after a value');
    }
  }

  function keep(slot: number, kind: number, from: number, to: number): void {
    kinds[slot] = kind;
    starts[slot] = from;
    ends[slot] = to;
  }

  function parseValue(node: FieldNode | undefined): boolean {
    if (pos >= end) return fail(pos, "");
    const from = pos;
    const slot = node === undefined ? -1 : node.slot;
    if (node !== undefined && node.below.length > 0) for (const below of node.below) kinds[below] = MISSING;
    switch (bytes[pos]) {
      case QUOTE:
        pos++;
        if (!skipString()) return false;
        if (slot >= 0) keep(slot, escaped ? ESCAPED : STRING, from + 1, pos - 1);
        return true;
      case 0x7b:
        if (!parseObject(node !== undefined && node.fields.size > 0 ? node : undefined)) return false;
        if (slot >= 0) keep(slot, OBJECT, from, pos);
        return true;
      case 0x5b:
        if (!parseArray(node !== undefined && node.items.size > 0 ? node : undefined)) return false;
        if (slot >= 0) keep(slot, ARRAY, from, pos);
        return true;
      case 0x6e:
        if (!skipWord("null")) return false;
        if (slot >= 0) keep(slot, NULL, from, pos);
        return true;
      case 0x74:
        if (!skipWord("true")) return false;
        if (slot >= 0) keep(slot, TRUE, from, pos);
        return true;
      case 0x66:
        if (!skipWord("false")) return false;
        if (slot >= 0) keep(slot, FALSE, from, pos);
        return true;
      default:
        if (bytes[pos] !== MINUS && !isDigit(bytes[pos] as number)) return fail(pos, "not a JSON value");
        if (!skipNumber()) return false;
        if (slot >= 0) keep(slot, NUMBER, from, pos);
        return true;
    }
  }

  return {
    parse(source, start, stop) {
      bytes = source;
      pos = start;
      end = stop;
      depth = 0;
      lineFeeds = 0;
      high = 0;
      incomplete = false;
      kinds.fill(MISSING);
      if (parseValue(root)) return COMPLETE;
      return incomplete ? INCOMPLETE : INVALID;
    },
    get position() {
      return pos;
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
