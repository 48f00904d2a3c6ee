import { gzipSync } from "node:zlib";

/** Files that a staging task is given, and the column that they go into. */
export interface BadData {
  /** What is wrong with the data, in words. */
  readonly name: string;
  /** By key below the case's own prefix. A function makes what is too large to be held. */
  readonly objects: Readonly<Record<string, string | Uint8Array | (() => Iterable<Uint8Array>)>>;
  /** Columns of the table beside `id integer NOT NULL`. */
  readonly columns?: string;
  /** More parameters of `stageFromS3`, as they stand in the DAG file. */
  readonly params?: string;
  /** True when all of it is loaded: what looks like a mistake and is none. */
  readonly isFine?: boolean;
  /** True for keys that a folder cannot have. */
  readonly isOnlyInBuckets?: boolean;
}

const GOOD = '{"id":1}\n{"id":2}\n';

/** One wrong value in the third line of the second file; the others are good. */
function badValue(name: string, type: string, json: string, params?: string): BadData {
  return {
    name,
    columns: `value ${type}`,
    objects: { "1.json": GOOD, "2.json": `${GOOD}{"id":3,"value":${json}}\n{"id":4}\n` },
    ...(params !== undefined && { params }),
  };
}

/** A file that is wrong as it stands, after a good one. */
function badFile(name: string, content: string | Uint8Array, key = "2.json"): BadData {
  return { name, objects: { "1.json": GOOD, [key]: content } };
}

function bytes(...parts: readonly (string | readonly number[])[]): Buffer {
  return Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part))),
  );
}

export const LONG_LINE_BYTES = 100 * 1024 * 1024;

/** `{"id":3,"name":"xxx…"}`, all of it on one line, after two good lines. */
export function* longLine(): Generator<Uint8Array> {
  yield Buffer.from(`${GOOD}{"id":3,"name":"`);
  const piece = Buffer.alloc(1024 * 1024, "x");
  for (let written = 0; written < LONG_LINE_BYTES; written += piece.length) yield piece;
  yield Buffer.from('"}\n{"id":4}\n');
}

const ODD_FOLDER = 'day 1+2 at 100%, "it\'s"/Zürich 東京 🎧';
const GZIPPED = gzipSync(GOOD.repeat(1000));

/** Ways in which data can be wrong, or only look so. */
export const DATA_CASES: readonly BadData[] = [
  badValue("text in a column of integers", "integer", '"three"'),
  badValue("a fraction in a column of integers", "integer", "3.5"),
  badValue("an object in a column of integers", "integer", '{"amount": 3}'),
  badValue("a word that is no boolean", "boolean", '"maybe"'),
  badValue("a day that does not exist", "date", '"2018-11-31"'),
  badValue("a number in a column of times, without timeFormat", "timestamp", "1541105830796"),
  badValue(
    "milliseconds that are said to be seconds",
    "timestamp",
    "1541105830796",
    'timeFormat: "epochsecs"',
  ),
  badValue("text that is no UUID", "uuid", '"3f2504e0-4f89"'),
  badValue("text that is too long", "varchar(5)", '"Zürich, Bern"'),
  badValue("a long text in a column of numbers", "numeric(6,2)", `"${"12 apples and ".repeat(60)}"`),
  badFile("null in a column that is NOT NULL", '{"id":3}\n{"id":null}\n'),
  badFile("a field that is missing for a column that is NOT NULL", '{"id":3}\n{"name":"no id"}\n'),
  badValue("a smallint that is too large", "smallint", "32768"),
  badValue("an integer that is too large", "integer", "2147483648"),
  badValue("a bigint that is too small", "bigint", "-9223372036854775809"),
  badValue("a numeric with too many digits before the point", "numeric(6,2)", "12345.6"),
  badValue("a real that is too large", "real", "1e39"),
  badValue("a double precision that is too large", "double precision", "1e400"),
  badValue("NUL in text", "text", '"a\\u0000b"'),
  badValue("NUL in jsonb", "jsonb", '{"a": "\\u0000"}'),
  badValue("half of a surrogate pair in text", "text", '"\\ud83c"'),
  badFile("a byte of Latin-1 in a value", bytes('{"id":3}\n{"id":4,"name":"Z', [0xfc], 'rich"}\n{"id":5}\n')),
  badFile("a byte of Latin-1 in a field that goes nowhere", bytes('{"id":3,"town":"Z', [0xfc], 'rich"}\n')),
  badFile("NUL as a byte", bytes('{"id":3,"name":"a', [0], 'b"}\n')),
  badFile("UTF-16", Buffer.from(`\ufeff${GOOD}`, "utf16le")),
  badFile("a comma too many", '{"id":3,"name":"a",}\n{"id":4}\n'),
  badFile("single quotes", "{'id':3}\n"),
  badFile("NaN", '{"id":3,"name":NaN}\n'),
  badFile("CSV", "id,name\n3,Ann\n4,Bob\n"),
  badFile("the page of a server's error", "<!DOCTYPE html>\n<html>\n<body>502 Bad Gateway</body>\n</html>\n"),
  badFile("a list of numbers", "[1, 2, 3]\n"),
  badFile("an array that is cut short", '[\n  {"id":3},\n  {"id":4},\n'),
  badFile("a record that is cut short", '{"id":3}\n{"id":4,"na'),
  badFile("gzip that is cut short", GZIPPED.subarray(0, GZIPPED.length - 12), "2.json.gz"),
  badFile("gzip with a wrong byte", withByte(GZIPPED, 30), "2.json.gz"),
  badFile("gzip in gzip", gzipSync(gzipSync(GOOD)), "2.json.gz"),
  badFile("a zip archive", bytes([0x50, 0x4b, 3, 4, 20, 0, 8, 0, 0, 0x21, 0, 0xff, 0x0a, 0x8f]), "2.zip"),
  badFile("zstd", bytes([0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0x91, 0, 0, 0x7b, 0x22]), "2.json.zst"),
  badFile("bzip2", bytes("BZh91AY&SY", [0x3d, 0xa4, 0x95, 0x1a]), "2.json.bz2"),
  badFile("xz", bytes([0xfd], "7zXZ", [0, 0, 4, 0xe6, 0xd6]), "2.json.xz"),
  badFile("Parquet", bytes("PAR1", [0x15, 0x04, 0x15, 0x0a, 0x4c]), "2.parquet"),
  badFile("Avro", bytes("Obj", [1, 4, 0x14], "avro.codec"), "2.avro"),
  badFile("ORC", bytes("ORC", [0x11, 0, 0, 0x0a]), "2.orc"),
  {
    name: "a line of 100 MB",
    columns: "name text",
    objects: { "1.json": GOOD, "2.json": longLine },
  },
  {
    name: "many wrong records",
    objects: {
      "1.json": GOOD,
      "2.json": Array.from({ length: 9 }, (_, i) => `{"id":"no. ${i}"}\n`).join(""),
    },
  },
  {
    name: "a row that the server refuses",
    columns: "price numeric(6,2) CHECK (price >= 0)",
    objects: { "1.json": GOOD, "2.json": '{"id":3,"price":1}\n{"id":4,"price":-1}\n' },
  },
  {
    name: "a key that is there twice",
    columns: "UNIQUE (id)",
    objects: { "1.json": GOOD, "2.json": '{"id":2}\n' },
  },
  {
    name: "a wrong value in a file whose key has blanks, signs and letters of other alphabets",
    objects: { [`${ODD_FOLDER}/a.json`]: GOOD, [`${ODD_FOLDER}/b c.json`]: '{"id":"x"}\n' },
  },
  {
    name: "a key with a character that steers terminals",
    objects: { "a\u001b[31mred.json": '{"id":"x"}\n' },
  },
  { name: "no file at all", objects: {} },
  { name: "a file without a byte", objects: { "1.json": "" }, isFine: true },
  { name: "white space and nothing else", objects: { "1.json": " \n\n" }, isFine: true },
  { name: "a byte order mark and nothing else", objects: { "1.json": "\ufeff" }, isFine: true },
  { name: "an empty array", objects: { "1.json": "[]" }, isFine: true },
  { name: "gzip of nothing", objects: { "1.json.gz": gzipSync("") }, isFine: true },
  {
    name: "an empty file beside a full one",
    objects: { "1.json": "", "2.json": GOOD },
    isFine: true,
  },
  {
    name: "keys with blanks, signs and letters of other alphabets",
    objects: {
      "a b.json": GOOD,
      "a+b.json": GOOD,
      "a%20b.json": GOOD,
      "a%2Bb.json": GOOD,
      "a&b=c;d?e#f.json": GOOD,
      'it\'s "quoted".json': GOOD,
      "(a) [b] {c} *.json": GOOD,
      "back\\slash.json": GOOD,
      "é (one character).json": GOOD,
      "é (two characters).json": GOOD,
      [`${ODD_FOLDER}/a.json`]: GOOD,
    },
    isFine: true,
  },
  {
    name: "keys that stand for folders",
    objects: { "": "", "day=1/": "", "day=1/1.json": GOOD, "day=2/": "" },
    isFine: true,
    isOnlyInBuckets: true,
  },
  {
    name: "a key that ends with a slash and has content",
    objects: { "day=1/": '{"id":"x"}\n' },
    isOnlyInBuckets: true,
  },
];

function withByte(content: Buffer, at: number): Buffer {
  const changed = Buffer.from(content);
  changed[at] = (changed[at] as number) ^ 0xff;
  return changed;
}
