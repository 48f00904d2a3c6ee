import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { type TestContext, test } from "node:test";
import { UserError } from "../../protocol/user-error.ts";
import type { LakeObject } from "../../runner/connections/lake.ts";
import { byteBudget } from "../../runner/connections/s3/byte-budget.ts";
import type { S3Options } from "../../runner/connections/s3/options.ts";
import { s3Lake } from "../../runner/connections/s3/s3-lake.ts";
import { canBeCopiedFrom, s3Writer } from "../../runner/connections/s3/s3-writer.ts";
import { heldBytes, partBytes } from "../../runner/connections/s3/upload-parts.ts";
import { optionsFor, useS3 } from "../connections/s3/s3-options.ts";
import { noSuchUpload, S3Error } from "../s3/errors.ts";
import { denied, internalError } from "../s3/faults.ts";

const MB = 1024 * 1024;
const ABOUT = { lastModified: new Date(0) };

function opened(t: TestContext, options: S3Options) {
  const { writer, close } = s3Writer(options);
  t.after(close);
  const lake = s3Lake(options);
  t.after(() => lake.close());
  canBeCopiedFrom(lake, options);
  return { writer, lake };
}

/** So many bytes in pieces, each made when it is asked for. */
function bytes(size: number, piece = 256 * 1024): Readable {
  return Readable.from(
    (function* () {
      for (let at = 0; at < size; at += piece) yield Buffer.alloc(Math.min(piece, size - at), at / piece);
    })(),
    { objectMode: false },
  );
}

async function content(size: number): Promise<Buffer> {
  return Buffer.concat(await bytes(size).toArray());
}

test("small objects go in one request, large ones in parts; both arrive as they are", async (t) => {
  const server = await useS3(t);
  server.createBucket("lake");
  const { writer } = opened(t, optionsFor(server, { prefix: "raw/" }));
  for (const [size, puts] of [
    [0, 1],
    [5, 1],
    [8 * MB, 1],
    [8 * MB + 1, 2],
    [17 * MB, 3],
  ] as const) {
    server.requests.length = 0;
    await writer.put("a b/ü+%.bin", bytes(size), { size, ...ABOUT });
    assert.ok(server.bytes("lake", "raw/a b/ü+%.bin")?.equals(await content(size)), `${size}`);
    assert.equal(server.requests.filter(({ method }) => method === "PUT").length, puts, `${size}`);
  }
  assert.equal(server.openUploads("lake"), 0);
});

test("a request that fails for the moment is sent again, with the same bytes", async (t) => {
  const server = await useS3(t);
  server.createBucket("lake");
  const { writer } = opened(t, optionsFor(server));
  for (const size of [5, 17 * MB]) {
    server.fault({ fault: internalError(), method: "PUT", times: 2 });
    server.fault({ fault: { kind: "reset" }, method: "PUT" });
    await writer.put("a", bytes(size), { size, ...ABOUT });
    assert.ok(server.bytes("lake", "a")?.equals(await content(size)), `${size}`);
  }
});

test("what another try can help is told as such", async (t) => {
  const server = await useS3(t);
  server.createBucket("lake");
  const variables = (name: string) => (name === "AWS_MAX_ATTEMPTS" ? "1" : undefined);
  const { writer } = opened(t, optionsFor(server, { variables }));
  for (const [size, error, code] of [
    [5, new S3Error(409, "OperationAborted", "A conflicting operation is in progress."), "lake-busy"],
    [5, new S3Error(400, "RequestTimeout", "Your socket connection was not read from."), "lake-busy"],
    [17 * MB, noSuchUpload(), "lake-write-failed"],
  ] as const) {
    server.fault({ fault: { kind: "error", error }, method: "PUT" });
    await assert.rejects(writer.put("a", bytes(size), { size, ...ABOUT }), { code, retryable: true });
    assert.equal(server.openUploads("lake"), 0);
  }
});

test("of what fails for good nothing is there, and no part of it", async (t) => {
  const server = await useS3(t);
  server.seed("lake", { a: "before" });
  const { writer } = opened(t, optionsFor(server));
  let uploads = 0;
  for (const size of [5, 40 * MB]) {
    server.fault({ fault: denied(), method: "PUT", key: "a", times: 1 });
    await assert.rejects(
      writer.put("a", bytes(size), { size, ...ABOUT }),
      (error) => error instanceof UserError && error.code === "lake-access-denied",
    );
    for (const wrong of [size - 1, size + 1])
      await assert.rejects(
        writer.put("a", bytes(wrong), { size, ...ABOUT }),
        (error) => error instanceof UserError && error.code === "body-incomplete" && error.retryable,
        `${wrong} of ${size}`,
      );
    uploads += server.requests.filter(
      ({ method, query }) => method === "POST" && query.has("uploads"),
    ).length;
    assert.equal(server.bytes("lake", "a")?.toString(), "before");
    assert.equal(server.openUploads("lake"), 0);
  }
  assert.ok(uploads >= 3, "there were uploads to take back");
});

test("an abort in the middle of an upload takes its parts away before it is told", async (t) => {
  const server = await useS3(t);
  server.createBucket("lake");
  const { writer } = opened(t, optionsFor(server));
  const stop = new AbortController();
  server.onRequest(({ query }) => {
    if (query.get("partNumber") === "3") stop.abort();
  });
  const size = 80 * MB;
  const body = bytes(size);
  await assert.rejects(writer.put("a", body, { size, ...ABOUT }, stop.signal), { name: "AbortError" });
  assert.equal(server.openUploads("lake"), 0);
  assert.deepEqual(server.keys("lake"), []);
  assert.ok(body.destroyed);
});

test("a large object is held in a few parts at a time, however fast it comes", async (t) => {
  const server = await useS3(t);
  server.createBucket("lake");
  const { writer } = opened(t, optionsFor(server));
  const size = 72 * MB;
  let read = 0;
  let sent = 0;
  let most = 0;
  const body = bytes(size, MB).map((chunk: Buffer) => {
    read += chunk.length;
    most = Math.max(most, read - sent);
    return chunk;
  });
  server.onRequest(({ method, headers }) => {
    if (method === "PUT") sent += Number(headers["content-length"] ?? 0);
  });
  await writer.put("a", body, { size, ...ABOUT });
  // A part more than is held may be on its way through the streams.
  assert.ok(most <= heldBytes(size) + partBytes(size), `${most / MB} MB`);
  assert.equal(server.bytes("lake", "a")?.length, size);
});

test("parts grow with the object, so that S3 takes them all", () => {
  assert.equal(partBytes(9 * MB), 8 * MB);
  const largest = 5 * 1024 * 1024 * MB;
  assert.ok(Math.ceil(largest / partBytes(largest)) <= 10_000);
});

test("an upload's parts are of the size that its object wants", async (t) => {
  const server = await useS3(t);
  server.createBucket("lake");
  const { writer } = opened(t, optionsFor(server));
  // Of 90,000 MB the first 20 come.
  const put = writer.put("a", bytes(20 * MB), { size: 90_000 * MB, ...ABOUT });
  await assert.rejects(put, { code: "body-incomplete" });
  const sent = server.requests.filter(({ method }) => method === "PUT");
  assert.deepEqual(
    sent.map(({ headers }) => Number(headers["content-length"]) / MB),
    [9, 9, 2],
  );
});

test("however many objects are written at a time, no more than 96 MB of them are held", async (t) => {
  const server = await useS3(t);
  server.createBucket("lake");
  const { writer } = opened(t, optionsFor(server));
  // A large object takes three parts.
  for (const [size, count, atOnce] of [
    [8 * MB, 14, 12],
    [9 * MB, 6, 4],
  ] as const) {
    let held = 0;
    let most = 0;
    const put = async (key: string): Promise<void> => {
      const body = Readable.from(
        (function* () {
          held += 1;
          most = Math.max(most, held);
          yield Buffer.alloc(size);
        })(),
        { objectMode: false },
      );
      await writer.put(key, body, { size, ...ABOUT });
      held -= 1;
    };
    await Promise.all(Array.from({ length: count }, (_, at) => put(`${at}`)));
    assert.equal(most, atOnce, `${size}`);
    assert.equal(server.keys("lake").length, 14);
  }
});

test("what is held at a time has a bound, and who waits is served in order", async () => {
  const budget = byteBudget(10);
  const order: string[] = [];
  const first = await budget.take(6);
  const large = budget.take(100).then((giveBack) => {
    order.push("large");
    giveBack();
  });
  const small = budget.take(1).then((giveBack) => {
    order.push("small");
    giveBack();
  });
  const stop = new AbortController();
  const given = budget.take(1, stop.signal);
  stop.abort(new Error("stopped"));
  await assert.rejects(given, /stopped/);
  assert.deepEqual(order, []);
  first();
  await Promise.all([large, small]);
  assert.deepEqual(order, ["large", "small"]);
});

const object = async (lake: { head(key: string): Promise<LakeObject | undefined> }, key: string) => {
  const found = await lake.head(key);
  assert.ok(found);
  return found;
};

test("between buckets of one server the server copies, and only the content that was listed", async (t) => {
  const server = await useS3(t);
  server.seed("from", { "x/ü +%'.json": "hello" });
  server.createBucket("lake");
  const { writer } = opened(t, optionsFor(server));
  const { lake: source } = opened(t, optionsFor(server, { bucket: "from", prefix: "x/" }));
  const found = await object(source, "ü +%'.json");
  server.requests.length = 0;
  assert.equal(await writer.copyWithin(source, found, "y"), true);
  assert.deepEqual(
    server.requests.map(({ method }) => method),
    ["PUT"],
  );
  assert.equal(server.bytes("lake", "y")?.toString(), "hello");
  server.seed("from", { "x/ü +%'.json": "other" });
  await assert.rejects(
    writer.copyWithin(source, found, "y"),
    (error) =>
      error instanceof UserError &&
      error.code === "object-changed" &&
      error.message.startsWith("s3://from/x/ü"),
  );
  server.remove("from", "x/ü +%'.json");
  await assert.rejects(
    writer.copyWithin(source, found, "y"),
    (error) =>
      error instanceof UserError && error.code === "object-removed" && error.message.includes("s3://from/x/"),
  );
  assert.equal(server.bytes("lake", "y")?.toString(), "hello");
});

test("what is more than S3 copies in one request goes through here", async (t) => {
  const server = await useS3(t);
  server.seed("from", { a: "hello" });
  server.createBucket("lake");
  const { writer } = opened(t, optionsFor(server));
  const { lake: source } = opened(t, optionsFor(server, { bucket: "from" }));
  const found = await object(source, "a");
  const most = 5 * 1024 * MB;
  server.requests.length = 0;
  assert.equal(await writer.copyWithin(source, { ...found, size: most + 1 }, "y"), false);
  assert.equal(server.requests.length, 0);
  assert.equal(await writer.copyWithin(source, { ...found, size: most }, "y"), true);
});

test("where the server refuses to copy, or it is another one, the bytes go through here; it is asked once", async (t) => {
  const server = await useS3(t);
  const other = await useS3(t);
  server.seed("from", { a: "hello" });
  server.createBucket("lake");
  other.seed("from", { a: "hello" });
  const { writer } = opened(t, optionsFor(server));
  const { lake: elsewhere } = opened(t, optionsFor(other, { bucket: "from" }));
  assert.equal(await writer.copyWithin(elsewhere, await object(elsewhere, "a"), "y"), false);
  const { lake: source } = opened(t, optionsFor(server, { bucket: "from" }));
  const found = await object(source, "a");
  server.fault({ fault: denied(), method: "PUT" });
  server.requests.length = 0;
  assert.equal(await writer.copyWithin(source, found, "y"), false);
  const asked = server.requests.length;
  assert.equal(await writer.copyWithin(source, found, "z"), false);
  assert.equal(server.requests.length, asked);
  assert.deepEqual(server.keys("lake"), []);
});
