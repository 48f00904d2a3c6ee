import { type Base64Part, base64Parts, wholeBase64 } from "./base64.ts";
import { openers, readings } from "./spellings.ts";
import { isWholeWord, isWholeWordOnly } from "./whole-words.ts";

/** What is looked for, in every spelling of it. */
export interface Needle {
  /** At least three UTF-16 units. */
  readonly text: string;
  /** Undefined: the secret itself. */
  readonly base64: Base64Part | undefined;
}

export interface Found {
  readonly start: number;
  readonly end: number;
}

/** Finds them all in a text: also those that overlap, in no order. */
export type FindNeedles = (text: string) => readonly Found[];

/** What a text of at least three UTF-16 units is known by. */
export function needlesOf(text: string): readonly Needle[] {
  const parts = base64Parts(text).map((base64) => ({ text: base64.text, base64 }));
  // Of a short one there is nothing that it decides alone, wherever it begins: then as it is for itself.
  const bytes = Buffer.from(text, "utf8");
  const short = parts.length > 0 ? [] : [bytes.toString("base64"), bytes.toString("base64url")];
  return [...[text, ...new Set(short)].map((one) => ({ text: one, base64: undefined })), ...parts];
}

/** Units by which the beginning of a needle is known, and bits of each that count. */
const HEAD = 3;
const SHIFT = 5;
const MASK = 2 ** (HEAD * SHIFT) - 1;

/**
 * Two passes over a text, however many there are: to where the last three units could be the beginning of one as it is, and
 * to where something is written in another way. Before the first such place in an occurrence, all of it stands as it is.
 */
export function findNeedles(needles: readonly Needle[]): FindNeedles {
  const heads = new Map<number, Needle[]>();
  const withChar = new Map<string, Needle[]>();
  for (const needle of needles) {
    push(heads, hashOf(needle.text), needle);
    for (const char of new Set(needle.text)) push(withChar, char, needle);
  }
  const isHead = new Uint8Array(MASK + 1);
  for (const hash of heads.keys()) isHead[hash] = 1;
  const opener = openers(new Set(withChar.keys()));

  return (text) => {
    const found: Found[] = [];
    let hash = 0;
    for (let at = 0; at < text.length; at++) {
      hash = ((hash << SHIFT) ^ text.charCodeAt(at)) & MASK;
      if (isHead[hash] === 1) findPlain(text, at + 1 - HEAD, heads.get(hash) ?? [], found);
    }
    opener.lastIndex = 0;
    while (opener.test(text)) findSpelled(text, opener.lastIndex - 1, withChar, found);
    return found;
  };
}

function findPlain(text: string, start: number, needles: readonly Needle[], found: Found[]): void {
  if (start < 0) return;
  for (const needle of needles)
    if (text.startsWith(needle.text, start)) keep(text, needle, start, start + needle.text.length, found);
}

function push<K>(map: Map<K, Needle[]>, key: K, needle: Needle): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, [needle]);
  else there.push(needle);
}

function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < HEAD; at++) hash = ((hash << SHIFT) ^ text.charCodeAt(at)) & MASK;
  return hash;
}

/** Those whose first character that is written in another way is at this place. */
function findSpelled(
  text: string,
  at: number,
  withChar: ReadonlyMap<string, readonly Needle[]>,
  found: Found[],
): void {
  for (const { char, end } of readings(text, at))
    for (const needle of withChar.get(char) ?? [])
      for (let index = needle.text.indexOf(char); index >= 0; index = needle.text.indexOf(char, index + 1)) {
        if (!endsWith(text, at, needle.text, index)) continue;
        const last = lastEnd(text, end, needle.text, index + char.length);
        if (last !== undefined) keep(text, needle, at - index, last, found);
      }
}

/** Whether the first `count` units of the needle stand right before the place. */
function endsWith(text: string, at: number, needle: string, count: number): boolean {
  if (count > at) return false;
  if (count > 0 && text.charCodeAt(at - 1) !== needle.charCodeAt(count - 1)) return false;
  return needle.startsWith(text.slice(at - count, at));
}

/** The farthest end of the needle's rest, in any spelling, from this place; undefined when it does not stand there. */
function lastEnd(text: string, from: number, needle: string, index: number): number | undefined {
  let places: ReadonlySet<number> = new Set([from]);
  for (const char of needle.slice(index)) {
    const next = new Set<number>();
    for (const place of places) {
      if (text.startsWith(char, place)) next.add(place + char.length);
      for (const reading of readings(text, place)) if (reading.char === char) next.add(reading.end);
    }
    if (next.size === 0) return undefined;
    places = next;
  }
  return Math.max(...places);
}

function keep(text: string, { base64 }: Needle, start: number, end: number, found: Found[]): void {
  if (base64 !== undefined) found.push(wholeBase64(text, { start, end }, base64));
  else if (!isWholeWordOnly(text.slice(start, end)) || isWholeWord(text, start, end))
    found.push({ start, end });
}
