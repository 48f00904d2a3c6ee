import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type { Lake } from "../../runner/connections/lake.ts";
import { encodeObjects } from "../../runner/staging/encode-objects.ts";
import { mapColumns } from "../../runner/staging/map-columns.ts";
import { DEFAULTS } from "./encode-one.ts";

// Run by flat-memory.test.ts in a process of its own: encodes generated records and tells the memory it took.
const [, , format = "lines", megabytes = "1"] = process.argv;
const size = Number(megabytes) * 1024 * 1024;

const RECORDS = Array.from({ length: 400 }, (_, i) =>
  JSON.stringify({ id: i, text: `${i}`.repeat(30), at: 1541105830796 }),
);

function* content(): Generator<Buffer> {
  if (format === "one line") {
    yield Buffer.from('{"id":1,"text":"');
    const piece = Buffer.alloc(256 * 1024, "x");
    for (let sent = 0; sent < size; sent += piece.length) yield piece;
    yield Buffer.from('"}\n{"id":2}\n');
    return;
  }
  const separator = format === "array" ? "," : "\n";
  const piece = Buffer.from(RECORDS.join(separator) + separator);
  if (format === "array") yield Buffer.from("[");
  for (let sent = 0; sent < size; sent += piece.length) yield piece;
  yield Buffer.from(format === "array" ? `${RECORDS[0]}]` : `${RECORDS[0]}`);
}

const plain = Readable.from(content(), { objectMode: true, highWaterMark: 2 });
const lake: Lake = {
  name: "endless",
  describe: (key) => key,
  async *list() {},
  async *level() {},
  head: async () => undefined,
  open: async () => (format === "gzip" ? plain.pipe(createGzip({ level: 1 })) : plain),
  close: async () => {},
};
const columns = ["id", "text", "at"].map((name) => ({
  name,
  type: "text",
  nullable: true,
  hasDefault: false,
}));
const { rows, progress } = encodeObjects({
  lake,
  objects: [{ key: "a", size, etag: "", lastModified: new Date(0) }],
  mapped: mapColumns("t", columns, undefined, { kind: "auto", ignoreCase: false }),
  options: DEFAULTS,
  format: "text",
  maxErrors: 1,
});
for await (const _piece of rows);
const maxRss = Math.round(process.resourceUsage().maxRSS / 1024);
const { bytes, rejects, encoded } = progress;
console.log(
  JSON.stringify({ bytes, rejected: rejects.count, reason: rejects.first?.reason, encoded, maxRss }),
);
