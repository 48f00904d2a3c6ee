import { formatBytes } from "../../protocol/text/format-bytes.ts";
import { COMMA } from "./json-bytes.ts";
import { otherFormat, TELLING_BYTES } from "./other-format.ts";
import { COMPLETE, INCOMPLETE, type RecordParser } from "./record-parser.ts";
import { createSkippedText } from "./skipped-text.ts";

/** Longer records are rejected: what is read ahead in memory stays below twice this. */
export const MAX_RECORD_BYTES = 64 * 1024 * 1024;

/** Where a record begins: its line (from 1) and its number among the records of its file (from 1). */
export interface RecordPlace {
  readonly line: number;
  readonly ordinal: number;
}

/** Told what is found in a file, in order. `bytes` is only valid during the call. */
export interface RecordSink {
  /** A record; the parser holds its values. True when the reader is to pause after it. */
  record(bytes: Buffer, start: number, end: number, line: number, ordinal: number): true | undefined;
  /** Something that is no record; reading goes on after it. */
  reject(raw: Buffer, place: RecordPlace, reason: string): void;
  /** Something after which nothing in this file can be told apart any more. The rest of it is not read. */
  broken(raw: Buffer, place: RecordPlace, reason: string): void;
}

export interface RecordReader {
  push(chunk: Buffer): void;
  /** After the last chunk. */
  finish(): void;
  /** True when the sink had it pause: then `resume` comes before anything else, until this is false. */
  readonly isPaused: boolean;
  resume(): void;
  readonly isBroken: boolean;
  /** The line that has been reached. */
  readonly line: number;
  readonly ordinal: number;
}

const NEWLINE = 0x0a;
const RAW_BYTES = 2000;
/** Of the buffer that is used again: more than a chunk and the beginning of a record. */
const KEPT_BYTES = 512 * 1024;

/** Whether input is skipped: not at all, to the end of the line, or to a line that begins a record. */
const READ = 0;
const SKIP_LINE = 1;
const SKIP_TO_RECORD = 2;

const SEVERAL_ON_LINE =
  "other records follow a broken one on its line and cannot be told apart; write each record on a line of its own";

/** Inside an array: what may come next. */
const FIRST_OR_END = 0;
const COMMA_OR_END = 1;
const ELEMENT = 2;

/**
 * Tells the records of one file apart, whatever the boundaries of its chunks: JSON lines, objects over many lines,
 * objects one after another, and arrays of objects, decided by what is there.
 *
 * After a broken record it goes on at the next line; if the record went over several lines, at the next line that
 * begins with `{`, is not indented deeper, and does not follow a `:` or `[`. Where other records are on the line of the
 * broken one, and inside an array, there is no such sign: the file is given up.
 */
export function createRecordReader(
  parser: RecordParser,
  sink: RecordSink,
  maxRecordBytes = MAX_RECORD_BYTES,
): RecordReader {
  let bytes: Buffer = Buffer.alloc(0);
  let kept: Buffer | undefined;
  /** Chunks that wait until there are `needed` bytes. */
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let needed = 0;
  let pos = 0;
  let line = 1;
  /** Index of the current line's first byte; negative when that byte is no longer in `bytes`. */
  let lineStart = 0;
  let atLineStart = true;
  let ordinal = 0;
  let started = false;
  let inArray = false;
  let expected = FIRST_OR_END;
  let skip = READ;
  let skipIndent = 0;
  let multiLine = false;
  const skipped = createSkippedText();
  let isBroken = false;
  let isPaused = false;
  let isLast = false;

  /** Skips a byte order mark. False when more bytes are needed to see one. */
  function start(eof: boolean): boolean {
    if (bytes.length < TELLING_BYTES && !eof) return false;
    started = true;
    const other = otherFormat(bytes);
    if (other !== undefined) giveUp(pos, `the file is ${other}`);
    else if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
      pos = 3;
      lineStart = 3;
    }
    return true;
  }

  function newLine(next: number): void {
    line++;
    lineStart = next;
    atLineStart = true;
  }

  function skipSpace(): void {
    for (; pos < bytes.length; pos++) {
      const c = bytes[pos];
      if (c === NEWLINE) newLine(pos + 1);
      else if (c !== 0x20 && c !== 0x0d && c !== 0x09) return;
    }
  }

  /** Moves on to where records are read again. False when that is not in the bytes at hand, or nowhere. */
  function skipLines(): boolean {
    for (;;) {
      if (!atLineStart) {
        const newline = bytes.indexOf(NEWLINE, pos);
        const end = newline === -1 ? bytes.length : newline;
        const other = skipped.look(bytes, pos, end);
        if (other !== -1) {
          ordinal++;
          giveUp(other, SEVERAL_ON_LINE);
          return false;
        }
        pos = end;
        if (newline === -1) return false;
        skipped.endLine();
        newLine(++pos);
      }
      if (skip === SKIP_LINE) return true;
      while (pos < bytes.length && (bytes[pos] === 0x20 || bytes[pos] === 0x09)) pos++;
      if (pos >= bytes.length) return false;
      if (bytes[pos] === 0x7b && pos - lineStart <= skipIndent && !skipped.wantsValue) return true;
      atLineStart = false;
    }
  }

  function raw(from: number, singleLine: boolean): Buffer {
    const newline = singleLine ? bytes.indexOf(NEWLINE, from) : -1;
    return bytes.subarray(from, Math.min(newline === -1 ? bytes.length : newline, from + RAW_BYTES));
  }

  function giveUp(from: number, reason: string): void {
    sink.broken(raw(from, false), { line, ordinal: Math.max(ordinal, 1) }, reason);
    isBroken = true;
    pos = bytes.length;
  }

  /** Rejects what begins at `pos`, of which the bytes up to `upTo` have been looked at, and finds a new start. */
  function rejectAndSkip(upTo: number, reason: string): void {
    const newline = bytes.indexOf(NEWLINE, pos);
    const oneLine = newline === -1 || newline >= upTo;
    sink.reject(raw(pos, oneLine), { line, ordinal }, reason);
    skip = oneLine && !multiLine ? SKIP_LINE : SKIP_TO_RECORD;
    skipIndent = atLineStart ? pos - lineStart : 0;
    // A comma after a record: others may follow it, as in an array.
    const isComma = bytes[pos] === COMMA;
    skipped.begin(bytes[pos] === 0x7b, isComma && !atLineStart);
    if (isComma) pos++;
    atLineStart = false;
  }

  function describeError(): string {
    const before = bytes.lastIndexOf(NEWLINE, parser.errorAt - 1);
    const sameLine = before < pos;
    const column = parser.errorAt - (sameLine ? lineStart : before + 1) + 1;
    if (sameLine) return `invalid JSON at column ${column}: ${parser.errorText}`;
    return `invalid JSON at line ${line + countLines(bytes, pos, parser.errorAt)}, column ${column}: ${parser.errorText}`;
  }

  /** Reads the value at `pos`. False when it is not complete yet. */
  function readValue(eof: boolean): boolean {
    const size = bytes.length - pos;
    const isObject = bytes[pos] === 0x7b;
    const end = Math.min(bytes.length, pos + maxRecordBytes);
    const status = parser.parse(bytes, pos, end);
    // A number or a word may go on in the next chunk; an object says where it ends.
    const isOpen = status === INCOMPLETE || (status === COMPLETE && !isObject && parser.position >= end);
    const isTooLong = isOpen && size > maxRecordBytes;
    if (isOpen && !isTooLong && !eof) {
      // Each attempt starts over, so it waits for twice the bytes: all attempts together stay linear.
      needed = Math.min(size * 2, maxRecordBytes + 1);
      return false;
    }
    needed = 0;
    ordinal++;
    if (status === COMPLETE && !isTooLong) {
      complete(isObject);
      return true;
    }
    const reason = isTooLong
      ? `longer than ${formatBytes(maxRecordBytes)}, the most that a record may have`
      : status === INCOMPLETE
        ? `the file ends inside the ${inArray ? "array" : "record"}`
        : isObject || inArray
          ? describeError()
          : "not a JSON object";
    if (inArray) giveUp(pos, reason);
    else rejectAndSkip(isTooLong || status === INCOMPLETE ? end : parser.errorAt, reason);
    return true;
  }

  function complete(isObject: boolean): void {
    const end = parser.position;
    if (isObject) {
      if (sink.record(bytes, pos, end, line, ordinal) === true) isPaused = true;
    } else
      sink.reject(
        bytes.subarray(pos, Math.min(end, pos + RAW_BYTES)),
        { line, ordinal },
        "a record must be a JSON object",
      );
    if (parser.lineFeeds > 0) {
      multiLine = true;
      line += parser.lineFeeds;
      lineStart = bytes.lastIndexOf(NEWLINE, end - 1) + 1;
    }
    atLineStart = false;
    pos = end;
    expected = COMMA_OR_END;
  }

  function consume(eof: boolean): void {
    if (!started && !start(eof)) return;
    while (!isBroken && !isPaused) {
      if (skip !== READ) {
        if (!skipLines()) return;
        skip = READ;
      }
      skipSpace();
      if (pos >= bytes.length) break;
      const c = bytes[pos];
      if (inArray && c === 0x5d && expected !== ELEMENT) {
        inArray = false;
        atLineStart = false;
        pos++;
      } else if (inArray && expected === COMMA_OR_END) {
        if (c !== 0x2c) giveUp(pos, '"," or "]" is missing after a record of the array');
        expected = ELEMENT;
        pos++;
      } else if (!inArray && c === 0x5b) {
        inArray = true;
        expected = FIRST_OR_END;
        atLineStart = false;
        pos++;
      } else if (!readValue(eof)) return;
    }
    if (eof && inArray && !isBroken && !isPaused) giveUp(pos, "the file ends inside the array");
  }

  /** What is left, and what came after it. */
  function joined(): Buffer {
    const rest = bytes.subarray(pos);
    if (rest.length === 0 && waiting.length === 1) return waiting[0] as Buffer;
    const size = rest.length + waitingBytes;
    if (size > KEPT_BYTES) return Buffer.concat([rest, ...waiting], size);
    // One buffer again and again: a new one for each chunk would be three times the memory before it is collected.
    kept ??= Buffer.allocUnsafeSlow(KEPT_BYTES);
    let end = rest.copy(kept);
    for (const chunk of waiting) end += chunk.copy(kept, end);
    return kept.subarray(0, end);
  }

  function run(eof: boolean): void {
    if (waiting.length > 0) {
      bytes = joined();
      lineStart -= pos;
      pos = 0;
      waiting = [];
      waitingBytes = 0;
    }
    consume(eof);
  }

  return {
    push(chunk) {
      if (isBroken) return;
      waiting.push(chunk);
      waitingBytes += chunk.length;
      if (bytes.length - pos + waitingBytes >= needed) run(false);
    },
    finish() {
      isLast = true;
      if (!isBroken) run(true);
    },
    resume() {
      isPaused = false;
      if (!isBroken) consume(isLast);
    },
    get isPaused() {
      return isPaused;
    },
    get isBroken() {
      return isBroken;
    },
    get line() {
      return line;
    },
    get ordinal() {
      return ordinal;
    },
  };
}

function countLines(bytes: Buffer, from: number, to: number): number {
  let lines = 0;
  for (let i = bytes.indexOf(NEWLINE, from); i !== -1 && i < to; i = bytes.indexOf(NEWLINE, i + 1)) lines++;
  return lines;
}
