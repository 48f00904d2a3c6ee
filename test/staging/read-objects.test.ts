import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { UserError } from "../../protocol/user-error.ts";
import type { Lake, LakeObject } from "../../runner/connections/lake.ts";
import { DamagedGzip, gunzip } from "../../runner/staging/gunzip.ts";
import { readObjects } from "../../runner/staging/read-objects.ts";
import { memoryLake } from "./memory-lake.ts";

async function list(lake: Lake): Promise<LakeObject[]> {
  const objects: LakeObject[] = [];
  for await (const object of lake.list("")) objects.push(object);
  return objects;
}

async function contents(lake: Lake): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { object, chunks } of readObjects(lake, await list(lake))) {
    const parts: Buffer[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    found[object.key] = Buffer.concat(parts).toString();
  }
  return found;
}

const LONG = Array.from({ length: 60_000 }, (_, i) => `{"line":${i}}`).join("\n");

test("gzipped objects are told by their first bytes, whatever their name and size", async () => {
  const texts = {
    plain: "{}",
    empty: "",
    short: "x",
    zipped: "{}",
    members: "ab",
    long: LONG,
    zippedLong: LONG,
  };
  const lake = memoryLake({
    ...texts,
    zipped: gzipSync("{}"),
    members: Buffer.concat([gzipSync("a"), gzipSync("b")]),
    zippedLong: gzipSync(LONG, { level: 0 }),
  });
  assert.deepEqual(await contents(lake), Object.fromEntries(Object.entries(texts).sort()));
});

test("many small objects are given in their order", async () => {
  const texts = Object.fromEntries(
    Array.from({ length: 200 }, (_, i) => [`k${String(i).padStart(3, "0")}`, `${i}`]),
  );
  const lake = memoryLake(texts);
  const slow: Lake = {
    ...lake,
    open: async (object) => {
      for (let turns = object.key.charCodeAt(3) % 5; turns > 0; turns--) await new Promise(setImmediate);
      return lake.open(object);
    },
  };
  const found = await contents(slow);
  assert.deepEqual(found, texts);
  assert.deepEqual(Object.keys(found), Object.keys(texts).sort());
});

for (const [name, text] of [
  ["small", "abc".repeat(100)],
  ["large", LONG],
] as const) {
  test(`a ${name} gzipped object that is cut short gives what is there and then says so`, async () => {
    const whole = gzipSync(text, { level: 0 });
    const lake = memoryLake({ a: whole.subarray(0, whole.length - 20) });
    let read = "";
    await assert.rejects(async () => {
      for await (const { chunks } of readObjects(lake, await list(lake))) {
        for await (const chunk of chunks) read += chunk.toString();
      }
    }, /the gzip data is damaged \(unexpected end of file\)/);
    assert.ok(text.startsWith(read));
  });
}

/** Unzipped as a large object is, which comes in chunks of any size. */
async function unzipped(bytes: Buffer, chunkSize: number): Promise<string> {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkSize) chunks.push(bytes.subarray(at, at + chunkSize));
  const parts: Buffer[] = [];
  for await (const chunk of gunzip(chunks)) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

const ZEROS = Buffer.alloc(40);

for (const chunkSize of [1, 2, 3, 7, 20, 21, 1000]) {
  test(`zero bytes may end gzip data, in chunks of ${chunkSize} bytes`, async () => {
    const members = Buffer.concat([gzipSync("a"), gzipSync(""), gzipSync("b")]);
    assert.equal(await unzipped(members, chunkSize), "ab");
    assert.equal(await unzipped(Buffer.concat([members, ZEROS]), chunkSize), "ab");
  });

  test(`what comes behind zero bytes in gzip data is not lost in silence, in chunks of ${chunkSize} bytes`, async () => {
    for (const more of [gzipSync("b"), Buffer.from("b"), Buffer.concat([ZEROS, Buffer.from([1])])]) {
      const bytes = Buffer.concat([gzipSync("a"), ZEROS, more]);
      await assert.rejects(unzipped(bytes, chunkSize), {
        constructor: DamagedGzip,
        message: "the gzip data is damaged (more data follows zero bytes)",
      });
    }
  });

  test(`garbage behind gzip data is an error, in chunks of ${chunkSize} bytes`, async () => {
    const bytes = Buffer.concat([gzipSync("a"), Buffer.from("garbage")]);
    await assert.rejects(unzipped(bytes, chunkSize), DamagedGzip);
  });
}

test("a gzipped object that fails while it is read gives the lake's error", async () => {
  const zipped = gzipSync(LONG, { level: 0 });
  function* failing(): Generator<Buffer> {
    yield zipped.subarray(0, 300_000);
    throw new Error("socket hang up");
  }
  const lake: Lake = { ...memoryLake({ a: zipped }), open: async () => Readable.from(failing()) };
  await assert.rejects(contents(lake), { code: "lake-read-failed", message: /socket hang up/ });
});

test("leaving gzip data early ends the reading of its chunks", async () => {
  const piece = gzipSync(randomBytes(300_000), { level: 0 });
  const ended = Promise.withResolvers<void>();
  async function* endless(): AsyncGenerator<Buffer> {
    try {
      for (;;) yield piece;
    } finally {
      ended.resolve();
    }
  }
  for await (const chunk of gunzip(endless())) {
    assert.ok(chunk.length > 0);
    // By then the unzipping waits for its reader, and would for ever.
    await setTimeout(50);
    break;
  }
  await ended.promise;
});

test("an object that fails while it is read is an error that a retry can help", async () => {
  const failing = () =>
    new Readable({
      read() {
        this.destroy(new Error("socket hang up"));
      },
    });
  const lake: Lake = { ...memoryLake({ a: "1" }), open: async () => failing() };
  await assert.rejects(contents(lake), {
    code: "lake-read-failed",
    retryable: true,
    message: /memory\/a.*socket hang up/,
  });
});

test("the lake's own errors stay as they are", async () => {
  const gone = new UserError({ code: "object-removed", message: "gone" });
  const lake: Lake = { ...memoryLake({ a: "1" }), open: () => Promise.reject(gone) };
  await assert.rejects(contents(lake), gone);
});

test("leaving the loop early closes the stream and loses no error", async () => {
  const opened: Readable[] = [];
  const lake = memoryLake({ a: LONG, b: "1", c: "2" });
  const watched: Lake = {
    ...lake,
    open: async (object) => {
      if (object.key !== "a") throw new Error("read ahead and never awaited");
      const stream = await lake.open(object);
      opened.push(stream);
      return stream;
    },
  };
  for await (const { object } of readObjects(watched, await list(watched))) {
    assert.equal(object.key, "a");
    break;
  }
  assert.ok(opened[0]?.destroyed);
});
