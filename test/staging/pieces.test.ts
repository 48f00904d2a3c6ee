import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import type { CopyFormat } from "../../runner/staging/copy-format.ts";
import { type EncodedRows, encodeObjects, TooManyRejects } from "../../runner/staging/encode-objects.ts";
import { mapColumns } from "../../runner/staging/map-columns.ts";
import { DEFAULTS } from "./encode-one.ts";
import { memoryLake } from "./memory-lake.ts";

const COLUMNS = 60;
/** A piece is sent when it has 128 kB; the row that made it so many is in it. */
const MAX_PIECE_BYTES = 128 * 1024 + 400;
const CHUNK_BYTES = 64 * 1024;
const numbers = Array.from({ length: 40_000 }, (_, n) => n);
/** A row has ten times its bytes: all other columns are NULL. */
const SMALL = numbers.map((n) => `{"c0":${n}}`).join("\n");

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

function encode(text: string, format: CopyFormat, maxErrors = 0): EncodedRows {
  const bytes = Buffer.from(text);
  const columns = Array.from({ length: COLUMNS }, (_, n) => ({
    name: `c${n}`,
    type: "integer",
    nullable: true,
    hasDefault: false,
  }));
  return encodeObjects({
    lake: { ...memoryLake({}), open: async () => Readable.from(slices(bytes)) },
    // Streamed, as large objects are.
    objects: [{ key: "a", size: 1e9, etag: "", lastModified: new Date(0) }],
    mapped: mapColumns("t", columns, undefined, { kind: "auto", ignoreCase: false }),
    options: DEFAULTS,
    format,
    maxErrors,
  });
}

async function pieces(rows: AsyncGenerator<Buffer>): Promise<Buffer[]> {
  const found: Buffer[] = [];
  for await (const piece of rows) found.push(Buffer.from(piece));
  return found;
}

// The reader waits for the end of the large record, and has the small ones behind it all at once.
for (const [where, padding] of [
  ["before the file's end is known", 1_100_000],
  ["once the file's end is known", 600_000],
] as const) {
  test(`pieces stay small when many small records are read ${where}`, async () => {
    const text = `{"pad":"${"x".repeat(padding)}"}\n${SMALL}`;
    const { rows, progress } = encode(text, "text");
    const found = await pieces(rows);
    assert.ok(Math.max(...found.map((piece) => piece.length)) < MAX_PIECE_BYTES);
    const nulls = "\t\\N".repeat(COLUMNS - 1);
    const expected = ["\\N", ...numbers].map((first) => `${first}${nulls}\n`);
    assert.equal(Buffer.concat(found).toString(), expected.join(""));
    assert.equal(progress.encoded, numbers.length + 1);
  });
}

test("binary pieces stay small too, and have all rows between one beginning and one end", async () => {
  const { rows } = encode(`{"pad":"${"x".repeat(1_100_000)}"}\n${SMALL}`, "binary");
  const found = await pieces(rows);
  assert.ok(Math.max(...found.map((piece) => piece.length)) < MAX_PIECE_BYTES);
  const allNull = 2 + COLUMNS * 4;
  assert.equal(Buffer.concat(found).length, 19 + allNull + numbers.length * (allNull + 4) + 2);
});

test("too many rejects among records that are read at once are all counted, and no row is given out after them", async () => {
  const text = `{"pad":"${"x".repeat(1_100_000)}"}\n{"c0":"a"}\n{"c0":"b"}\n${SMALL}\n{"c0":"c"}`;
  const { rows, progress } = encode(text, "text", 1);
  await assert.rejects(rows.next(), TooManyRejects);
  assert.deepEqual(
    { read: progress.read, rejected: progress.rejects.count },
    { read: numbers.length + 4, rejected: 3 },
  );
});
