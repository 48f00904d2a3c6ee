import { COLON } from "./json-bytes.ts";

/** What is skipped after a broken record, looked at in pieces as they come. */
export interface SkippedText {
  /** Begins anew: with the broken record itself, an object or not, or with text right behind the end of a record. */
  begin(isObject: boolean, isBehindRecord: boolean): void;
  /** Looks at bytes of one line. Gives the index at which another record begins behind the end of one, or -1. */
  look(bytes: Buffer, from: number, to: number): number;
  endLine(): void;
  /** Whether a value of the broken object has to follow, so that what comes next is no new record. */
  readonly wantsValue: boolean;
}

const OPEN = 0x7b;
const CLOSE = 0x7d;

/** `}` and `{` side by side are only found in text or between two records: no JSON has them anywhere else. */
export function createSkippedText(): SkippedText {
  /** The last byte that was no space. */
  let last = 0;
  let inObject = false;

  function lastBefore(bytes: Buffer, from: number, to: number): number {
    let p = to;
    while (p > from && isSpace(bytes[p - 1] as number)) p--;
    return p > from ? (bytes[p - 1] as number) : last;
  }

  return {
    begin(isObject, isBehindRecord) {
      inObject = isObject;
      last = isBehindRecord ? CLOSE : 0;
    },
    look(bytes, from, to) {
      // Not in `bytes` itself: where the line has none, all lines behind it would be searched, for each line again.
      const text = bytes.subarray(from, to);
      for (let at = text.indexOf(OPEN); at !== -1; at = text.indexOf(OPEN, at + 1))
        if (lastBefore(text, 0, at) === CLOSE) return from + at;
      last = lastBefore(text, 0, text.length);
      return -1;
    },
    endLine() {
      if (last === CLOSE) last = 0;
    },
    get wantsValue() {
      return inObject && (last === COLON || last === 0x5b);
    },
  };
}

function isSpace(c: number): boolean {
  return c === 0x20 || c === 0x0d || c === 0x09;
}
