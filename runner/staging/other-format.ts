/** Beginnings of files that are often taken for JSON, and what has them. None of them can begin a JSON value. */
const BEGINNINGS: readonly (readonly [readonly number[], string])[] = [
  [[0xff, 0xfe], "UTF-16; only UTF-8 can be read"],
  [[0xfe, 0xff], "UTF-16; only UTF-8 can be read"],
  [[0x1f, 0x8b], "gzipped twice; unpack it once"],
  [[0x50, 0x4b, 0x03, 0x04], compressed("a zip archive")],
  [[0x28, 0xb5, 0x2f, 0xfd], compressed("compressed with zstd")],
  [[0xfd, 0x37, 0x7a, 0x58], compressed("compressed with xz")],
  [[...Buffer.from("BZh")], compressed("compressed with bzip2")],
  [[...Buffer.from("PAR1")], other("Parquet")],
  [[...Buffer.from("Obj\x01")], other("Avro")],
  [[...Buffer.from("ORC")], other("ORC")],
];

/** So many bytes tell. */
export const TELLING_BYTES = 4;

/** What else than JSON in UTF-8 a file is, by its first bytes: the end of a sentence that begins with "the file is". */
export function otherFormat(bytes: Buffer): string | undefined {
  return BEGINNINGS.find(([beginning]) => beginning.every((byte, index) => bytes[index] === byte))?.[1];
}

function compressed(how: string): string {
  return `${how}; compressed files can only be read when they are gzipped`;
}

function other(format: string): string {
  return `${format}; only JSON can be read`;
}
