const INITIAL_BYTES = 256 * 1024;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

export const NUL_REASON = "holds a NUL character (\\u0000), which Postgres cannot store";
export const SURROGATE_REASON = "holds half of a surrogate pair, which is no character";

/**
 * Rows in COPY's text format, UTF-8, collected until they are taken. A class, because every field of every row
 * passes through it: fixed fields and methods are what the engine makes fastest.
 */
export class CopyWriter {
  buffer: Buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  position = 0;
  #view = viewOf(this.buffer);
  #source: Buffer = this.buffer;
  #sourceView = this.#view;

  /** The bytes so far; the writer starts again with an empty buffer. */
  take(): Buffer {
    const taken = this.buffer.subarray(0, this.position);
    this.#replace(Buffer.allocUnsafeSlow(INITIAL_BYTES));
    this.position = 0;
    return taken;
  }

  /** Makes room for this many more bytes. */
  ensure(bytes: number): void {
    if (this.position + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.position + bytes));
    this.buffer.copy(larger, 0, 0, this.position);
    this.#replace(larger);
  }

  #replace(buffer: Buffer): void {
    this.buffer = buffer;
    this.#view = viewOf(buffer);
  }

  #lookAt(source: Buffer): void {
    this.#source = source;
    this.#sourceView = viewOf(source);
  }

  byte(value: number): void {
    this.ensure(1);
    this.buffer[this.position++] = value;
  }

  /** Bytes in which COPY finds nothing special. */
  plain(source: Buffer, start: number, end: number): void {
    const length = end - start;
    this.ensure(length);
    const target = this.buffer;
    let to = this.position;
    if (length > 64) source.copy(target, to, start, end);
    else for (let i = start; i < end; i++) target[to++] = source[i] as number;
    this.position += length;
  }

  /** ASCII text in which COPY finds nothing special. */
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

  null(): void {
    this.ensure(2);
    this.buffer[this.position++] = BACKSLASH;
    this.buffer[this.position++] = 0x4e;
  }

  /** Source bytes as they are, such as a nested object's: backslashes and white space get COPY's escapes. */
  verbatim(source: Buffer, start: number, end: number): void {
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
        if (mayHaveBackslash(word)) break;
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
        // \" and \/ lose their backslash; \\ \b \f \n \r \t mean the same to COPY.
        if (escaped !== 0x22 && escaped !== 0x2f) target[to++] = BACKSLASH;
        target[to++] = escaped;
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
    if (c === BACKSLASH) {
      this.buffer[this.position++] = BACKSLASH;
      this.buffer[this.position++] = BACKSLASH;
    } else if (c === 0x0a || c === 0x0d || c === 0x09) {
      this.buffer[this.position++] = BACKSLASH;
      this.buffer[this.position++] = c === 0x0a ? 0x6e : c === 0x0d ? 0x72 : 0x74;
    } else this.buffer[this.position++] = c;
  }
}

/** Whether one of four bytes is a backslash; now and then yes where there is none. */
function mayHaveBackslash(word: number): boolean {
  const rest = word ^ 0x5c5c5c5c;
  return ((rest - 0x01010101) & ~rest & 0x80808080) !== 0;
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** Why a nested value's escapes cannot go into `jsonb`, or undefined. */
export function badEscape(source: Buffer, start: number, end: number): string | undefined {
  for (let i = source.indexOf(BACKSLASH, start); i !== -1 && i < end; i = source.indexOf(BACKSLASH, i)) {
    if (source[i + 1] !== 0x75) {
      i += 2;
      continue;
    }
    const unit = hex4(source, i + 2);
    if (unit === 0) return NUL_REASON;
    i += 6;
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const low = source[i] === BACKSLASH && source[i + 1] === 0x75 ? hex4(source, i + 2) : 0;
    if (unit > 0xdbff || low < 0xdc00 || low > 0xdfff) return SURROGATE_REASON;
    i += 6;
  }
  return undefined;
}

function hex4(source: Buffer, at: number): number {
  let value = 0;
  for (let i = at; i < at + 4; i++) {
    const c = source[i] as number;
    value = value * 16 + (c <= 0x39 ? c - 0x30 : (c | 0x20) - 0x57);
  }
  return value;
}
