/** The bytes of an object, in memory or made when they are asked for. */
export interface Content {
  readonly size: number;
  /** Bytes `start` up to and without `end`, in pieces of any size. */
  read(start: number, end: number): Iterable<Buffer>;
}

export function bytesContent(bytes: Buffer): Content {
  return { size: bytes.length, read: (start, end) => [bytes.subarray(start, end)] };
}

/** The same bytes over and over until `size`: an object that takes no memory. */
export function repeatedContent(bytes: Buffer, size: number): Content {
  // Pieces of about a megabyte, so that few calls give many bytes.
  const times = Math.max(1, Math.ceil((1 << 20) / bytes.length));
  const block = Buffer.concat(Array.from({ length: times }, () => bytes));
  return {
    size,
    *read(start, end) {
      for (let at = start; at < end; ) {
        const from = at % block.length;
        const piece = block.subarray(from, Math.min(block.length, from + end - at));
        yield piece;
        at += piece.length;
      }
    },
  };
}

export function allBytes(content: Content): Buffer {
  return Buffer.concat([...content.read(0, content.size)]);
}
