import { type CopyFormat, HEADER, TRAILER } from "./copy-format.ts";
import { BACKSLASH, COLON } from "./json-bytes.ts";
import { hex4, NUL_REASON, SURROGATE_REASON } from "./json-escapes.ts";

/** What was taken stays as it is until so many pieces more were taken. */
export const PIECES_KEPT = 10;
const INITIAL_BYTES = 256 * 1024;
/** A buffer that had to grow further is not used again. */
const KEPT_BYTES = 1024 * 1024;
const TAB = 0x09;
const NEWLINE = 0x0a;
/** Of an escape's letter: the byte that it stands for. */
const CONTROLS = new Map(
  Object.entries({ b: 8, f: 12, n: 10, r: 13, t: 9 }).map(([c, b]) => [c.charCodeAt(0), b]),
);

/**
 * Rows for COPY, collected until they are taken, in buffers that are used in turn: new ones all the time would have the
 * engine look through its memory again and again. A class, because every field of every row passes through it: fixed
 * fields and methods are what the engine makes fastest.
 */
export class CopyWriter {
  readonly isBinary: boolean;
  buffer: Buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  position = 0;
  #view = viewOf(this.buffer);
  #source: Buffer = this.buffer;
  #sourceView = this.#view;
  readonly #buffers = [this.buffer];
  #turn = 0;

  constructor(format: CopyFormat) {
    this.isBinary = format === "binary";
  }

  /** The bytes so far; the writer starts again with another buffer. */
  take(): Buffer {
    const taken = this.buffer.subarray(0, this.position);
    this.#turn = (this.#turn + 1) % (PIECES_KEPT + 1);
    this.#buffers[this.#turn] ??= Buffer.allocUnsafeSlow(INITIAL_BYTES);
    this.#replace(this.#buffers[this.#turn] as Buffer);
    this.position = 0;
    return taken;
  }

  /** Makes room for this many more bytes. */
  ensure(bytes: number): void {
    if (this.position + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.position + bytes));
    this.buffer.copy(larger, 0, 0, this.position);
    this.#replace(larger);
    if (larger.length <= KEPT_BYTES) this.#buffers[this.#turn] = larger;
  }

  #replace(buffer: Buffer): void {
    this.buffer = buffer;
    this.#view = viewOf(buffer);
  }

  #lookAt(source: Buffer): void {
    this.#source = source;
    this.#sourceView = viewOf(source);
  }

  /** What comes before the first row. */
  begin(): void {
    if (this.isBinary) this.plain(HEADER, 0, HEADER.length);
  }

  /** What comes after the last row. */
  end(): void {
    if (this.isBinary) this.plain(TRAILER, 0, TRAILER.length);
  }

  beginRow(fields: number): void {
    if (this.isBinary) this.int16(fields);
  }

  endRow(): void {
    if (!this.isBinary) this.byte(NEWLINE);
  }

  /** Returns where the field begins. */
  beginField(index: number): number {
    const from = this.position;
    if (this.isBinary) {
      this.ensure(4);
      this.position += 4;
    } else if (index > 0) this.byte(TAB);
    return from;
  }

  /** The value is what was written since the field began. */
  endField(from: number): void {
    if (this.isBinary) this.#view.setInt32(from, this.position - from - 4);
  }

  /** NULL in place of what was written since the field began. */
  nullField(from: number, index: number): void {
    this.position = from;
    if (this.isBinary) {
      this.int32(-1);
      return;
    }
    if (index > 0) this.byte(TAB);
    this.byte(BACKSLASH);
    this.byte(0x4e);
  }

  int16(value: number): void {
    this.ensure(2);
    this.#view.setInt16(this.position, value);
    this.position += 2;
  }

  int32(value: number): void {
    this.ensure(4);
    this.#view.setInt32(this.position, value);
    this.position += 4;
  }

  /** A safe integer or a bigint. */
  int64(value: number | bigint): void {
    this.ensure(8);
    if (typeof value === "bigint") this.#view.setBigInt64(this.position, value);
    else {
      const high = Math.floor(value / 0x1_0000_0000);
      this.#view.setInt32(this.position, high);
      this.#view.setUint32(this.position + 4, value - high * 0x1_0000_0000);
    }
    this.position += 8;
  }

  double(value: number): void {
    this.ensure(8);
    this.#view.setFloat64(this.position, value);
    this.position += 8;
  }

  byte(value: number): void {
    this.ensure(1);
    this.buffer[this.position++] = value;
  }

  /** Bytes that COPY takes as they are. */
  plain(source: Buffer, start: number, end: number): void {
    const length = end - start;
    this.ensure(length);
    const target = this.buffer;
    let to = this.position;
    if (length > 64) source.copy(target, to, start, end);
    else for (let i = start; i < end; i++) target[to++] = source[i] as number;
    this.position += length;
  }

  /** ASCII text that COPY takes as it is. */
  ascii(text: string): void {
    const length = text.length;
    this.ensure(length);
    const target = this.buffer;
    const to = this.position;
    for (let i = 0; i < length; i++) target[to + i] = text.charCodeAt(i);
    this.position = to + length;
  }

  /** A whole number below 10^`width`, with zeros before it; below 2^31. */
  digits(value: number, width: number): void {
    this.ensure(width);
    const target = this.buffer;
    const first = this.position;
    let rest = value | 0;
    for (let p = first + width - 1; p >= first; p--) {
      const tenth = (rest / 10) | 0;
      target[p] = 0x30 + rest - tenth * 10;
      rest = tenth;
    }
    this.position = first + width;
  }

  /** `21:01:46`, of the seconds since midnight. */
  clock(seconds: number): void {
    this.ensure(8);
    const target = this.buffer;
    const p = this.position;
    const all = seconds | 0;
    const minutes = (all / 60) | 0;
    const second = all - minutes * 60;
    const hour = (minutes / 60) | 0;
    const minute = minutes - hour * 60;
    target[p] = 0x30 + ((hour / 10) | 0);
    target[p + 1] = 0x30 + (hour % 10);
    target[p + 2] = COLON;
    target[p + 3] = 0x30 + ((minute / 10) | 0);
    target[p + 4] = 0x30 + (minute % 10);
    target[p + 5] = COLON;
    target[p + 6] = 0x30 + ((second / 10) | 0);
    target[p + 7] = 0x30 + (second % 10);
    this.position = p + 8;
  }

  /** Source bytes as they are, such as a nested object's: in text, backslashes and white space get COPY's escapes. */
  verbatim(source: Buffer, start: number, end: number): void {
    if (this.isBinary) {
      this.plain(source, start, end);
      return;
    }
    this.ensure((end - start) * 2);
    for (let i = start; i < end; i++) this.#escaped(source[i] as number);
  }

  /**
   * The text of a JSON string with escapes. Returns why it cannot be stored, or undefined.
   * The parser has checked the escapes.
   */
  unescaped(source: Buffer, start: number, end: number): string | undefined {
    this.ensure(end - start);
    if (source !== this.#source) this.#lookAt(source);
    const from = this.#sourceView;
    const into = this.#view;
    const target = this.buffer;
    let to = this.position;
    for (let i = start; i < end; i++) {
      for (; i + 4 <= end; i += 4, to += 4) {
        const word = from.getInt32(i, true);
        if (hasBackslash(word)) break;
        into.setInt32(to, word, true);
      }
      if (i >= end) break;
      const c = source[i] as number;
      if (c !== BACKSLASH) {
        target[to++] = c;
        continue;
      }
      const escaped = source[++i] as number;
      if (escaped === 0x75) {
        this.position = to;
        const length = this.#unicode(source, i + 1);
        if (typeof length === "string") return length;
        to = this.position;
        i += length;
      } else {
        // \" and \/ lose their backslash; \\ \b \f \n \r \t mean the same to COPY in text.
        if (this.isBinary) target[to++] = CONTROLS.get(escaped) ?? escaped;
        else {
          if (escaped !== 0x22 && escaped !== 0x2f) target[to++] = BACKSLASH;
          target[to++] = escaped;
        }
      }
    }
    this.position = to;
    return undefined;
  }

  /** A \u escape whose digits begin at `at`; returns the number of bytes read, or why it cannot be stored. */
  #unicode(source: Buffer, at: number): number | string {
    const unit = hex4(source, at);
    if (unit === 0) return NUL_REASON;
    if (unit < 0xd800 || unit > 0xdfff) {
      this.#codePoint(unit);
      return 4;
    }
    const isPair = unit < 0xdc00 && source[at + 4] === BACKSLASH && source[at + 5] === 0x75;
    const low = isPair ? hex4(source, at + 6) : 0;
    if (low < 0xdc00 || low > 0xdfff) return SURROGATE_REASON;
    this.#codePoint(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
    return 10;
  }

  #codePoint(code: number): void {
    const target = this.buffer;
    if (code < 0x80) this.#escaped(code);
    else if (code < 0x800) {
      target[this.position++] = 0xc0 | (code >> 6);
      target[this.position++] = 0x80 | (code & 0x3f);
    } else if (code < 0x10000) {
      target[this.position++] = 0xe0 | (code >> 12);
      target[this.position++] = 0x80 | ((code >> 6) & 0x3f);
      target[this.position++] = 0x80 | (code & 0x3f);
    } else {
      target[this.position++] = 0xf0 | (code >> 18);
      target[this.position++] = 0x80 | ((code >> 12) & 0x3f);
      target[this.position++] = 0x80 | ((code >> 6) & 0x3f);
      target[this.position++] = 0x80 | (code & 0x3f);
    }
  }

  #escaped(c: number): void {
    if (this.isBinary) this.buffer[this.position++] = c;
    else if (c === BACKSLASH) {
      this.buffer[this.position++] = BACKSLASH;
      this.buffer[this.position++] = BACKSLASH;
    } else if (c === 0x0a || c === 0x0d || c === 0x09) {
      this.buffer[this.position++] = BACKSLASH;
      this.buffer[this.position++] = c === 0x0a ? 0x6e : c === 0x0d ? 0x72 : 0x74;
    } else this.buffer[this.position++] = c;
  }
}

/** Whether one of four bytes is a backslash. */
function hasBackslash(word: number): boolean {
  const rest = word ^ 0x5c5c5c5c;
  return ((rest - 0x01010101) & ~rest & 0x80808080) !== 0;
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}
