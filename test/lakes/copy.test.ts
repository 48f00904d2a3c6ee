import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { UserError } from "../../protocol/user-error.ts";
import { filesWriter } from "../../runner/connections/files/files-writer.ts";
import type { Lake, LakeWriter } from "../../runner/connections/lake.ts";
import { s3Writer } from "../../runner/connections/s3/s3-writer.ts";
import { type CopyEvent, type CopyOptions, copyObjects } from "../../runner/lakes/copy.ts";
import type { CopyItem } from "../../runner/lakes/plan.ts";
import { openLake, optionsFor, useS3 } from "../connections/s3/s3-options.ts";
import { repeatedContent } from "../s3/content.ts";
import { denied, internalError, slowDown } from "../s3/faults.ts";
import type { S3Server } from "../s3/server.ts";

const MB = 1024 * 1024;

async function folder(t: TestContext): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), "mr-copy-"));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

async function all(lake: Lake): Promise<CopyItem[]> {
  const items: CopyItem[] = [];
  for await (const object of lake.list("")) items.push({ object, key: object.key, reason: "new" });
  return items;
}

/** Copies without waiting between tries. */
async function copy(source: Lake, writer: LakeWriter, more: Partial<CopyOptions> = {}, items?: CopyItem[]) {
  const events: CopyEvent[] = [];
  const result = await copyObjects(items ?? (await all(source)), {
    source,
    writer,
    jobs: 8,
    signal: new AbortController().signal,
    onEvent: (event) => events.push(event),
    wait: async () => {},
    ...more,
  });
  const moved = events.reduce((sum, event) => sum + (event.kind === "moved" ? event.bytes : 0), 0);
  return { ...result, events, moved };
}

/** One attempt for each request: what the lake does again by itself is not what is tested here. */
const once = { variables: (name: string) => (name === "AWS_MAX_ATTEMPTS" ? "1" : undefined) };

test("copies all, and tells of each", async (t) => {
  const server = await useS3(t);
  server.seed(
    "lake",
    Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`d${i % 7}/${i}`, "x".repeat(i)])),
  );
  const root = await folder(t);
  const { copied, bytes, failures, events, moved } = await copy(
    openLake(t, optionsFor(server)),
    filesWriter({ root }),
  );
  assert.deepEqual([copied, failures.length], [300, 0]);
  assert.equal(bytes, (299 * 300) / 2);
  assert.equal(moved, bytes);
  assert.equal(events.filter(({ kind }) => kind === "copied").length, 300);
  assert.equal(await readFile(path.join(root, "d5/285"), "utf8"), "x".repeat(285));
});

test("never more objects at a time than there are jobs", async (t) => {
  const server = await useS3(t);
  server.seed("lake", Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}`, "x"])));
  const files = filesWriter({ root: await folder(t) });
  let open = 0;
  let most = 0;
  const writer: LakeWriter = {
    ...files,
    put: async (...args) => {
      open += 1;
      most = Math.max(most, open);
      await files.put(...args);
      open -= 1;
    },
  };
  const { copied } = await copy(openLake(t, optionsFor(server)), writer, { jobs: 3 });
  assert.deepEqual([copied, most], [40, 3]);
});

test("what can be tried again is, and the bytes of the try that failed are taken back", async (t) => {
  const server = await useS3(t);
  server.seed("lake", { a: "x".repeat(MB), b: "y" });
  const root = await folder(t);
  const lake = openLake(t, optionsFor(server));
  const lost = new UserError({ code: "lost", message: "Lost.", next: "Wait.", retryable: true });
  const fails = { a: 1, b: 2 };
  const source: Lake = {
    ...lake,
    async open(object, signal) {
      const key = object.key as keyof typeof fails;
      const body = await lake.open(object, signal);
      fails[key] -= 1;
      if (fails[key] < 0) return body;
      // It breaks in the middle, when the lake has given up.
      return Readable.from(
        (async function* () {
          for await (const chunk of body) {
            yield chunk;
            throw lost;
          }
        })(),
        { objectMode: false },
      );
    },
  };
  const { copied, failures, events, moved } = await copy(source, filesWriter({ root }));
  assert.deepEqual([copied, failures.length, moved], [2, 0, MB + 1]);
  assert.ok(events.some((event) => event.kind === "moved" && event.bytes < 0));
  const again = events.filter((event) => event.kind === "again").map(({ inMs, item }) => [item.key, inMs]);
  assert.deepEqual(again.toSorted(), [
    ["a", 500],
    ["b", 1000],
    ["b", 500],
  ]);
  assert.equal(await readFile(path.join(root, "a"), "utf8"), "x".repeat(MB));
});

test("one that fails does not stop the others", async (t) => {
  const server = await useS3(t);
  server.seed("lake", { a: "1", b: "2", c: "3", d: "4" });
  const source = openLake(t, optionsFor(server, once));
  const items = await all(source);
  server.fault({ fault: denied(), method: "GET", key: "b", times: "always" });
  server.fault({ fault: slowDown(), method: "GET", key: "c", times: "always" });
  const root = await folder(t);
  const { copied, failures, stoppedBy, moved } = await copy(source, filesWriter({ root }), {}, items);
  assert.deepEqual([copied, moved, stoppedBy], [2, 2, undefined]);
  assert.deepEqual(failures.map(({ item, error }) => `${item.key} ${error.code}`).sort(), [
    "b lake-access-denied",
    "c lake-busy",
  ]);
  assert.deepEqual((await readdir(root)).sort(), ["a", "d"]);
});

test("an object that is written again meanwhile is copied as it is then; one that is gone fails", async (t) => {
  const server = await useS3(t);
  server.seed("lake", { a: "before", b: "x" });
  const source = openLake(t, optionsFor(server));
  const items = await all(source);
  server.seed("lake", { a: "longer than before" });
  server.remove("lake", "b");
  const root = await folder(t);
  const { copied, failures } = await copy(source, filesWriter({ root }), {}, items);
  assert.equal(copied, 1);
  assert.deepEqual(
    failures.map(({ error }) => error.code),
    ["object-removed"],
  );
  assert.equal(await readFile(path.join(root, "a"), "utf8"), "longer than before");
});

test("what all objects would fail by stops it early", async (t) => {
  const server = await useS3(t);
  server.seed("lake", Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`${i}`, "x"])));
  const source = openLake(t, optionsFor(server, once));
  const items = await all(source);
  const root = await folder(t);
  const full: LakeWriter = {
    ...filesWriter({ root }),
    put: async (_key, body) => {
      body.destroy();
      throw new UserError({ code: "disk-full", message: "There is no room.", next: "Free some." });
    },
  };
  const onFull = await copy(source, full, {}, items);
  assert.equal(onFull.stoppedBy?.code, "disk-full");
  assert.ok(onFull.failures.length <= 8, `${onFull.failures.length}`);

  server.fault({ fault: denied(), method: "GET", times: "always" });
  const onDenied = await copy(source, filesWriter({ root }), {}, items);
  assert.equal(onDenied.stoppedBy?.code, "lake-access-denied");
  assert.ok(onDenied.failures.length >= 10 && onDenied.failures.length <= 18, `${onDenied.failures.length}`);
  assert.deepEqual(await readdir(root), []);
});

test("an abort keeps what is done and leaves nothing of the rest", async (t) => {
  const server = await useS3(t);
  const large = Object.fromEntries(
    Array.from({ length: 20 }, (_, i) => [
      `${String(i).padStart(2, "0")}`,
      repeatedContent(Buffer.from("ab\n"), 2 * MB),
    ]),
  );
  server.seed("lake", large);
  const root = await folder(t);
  const stop = new AbortController();
  let copied = 0;
  const options = {
    signal: stop.signal,
    jobs: 4,
    onEvent: ({ kind }: CopyEvent) => {
      if (kind === "copied") copied += 1;
      if (copied === 5) stop.abort();
    },
  };
  const source = openLake(t, optionsFor(server));
  const first = await copy(source, filesWriter({ root }), options);
  const there = await readdir(root);
  assert.equal(there.length, first.copied);
  assert.ok(first.copied >= 5 && first.copied < 20, `${first.copied}`);
  assert.deepEqual([first.failures, first.stoppedBy], [[], undefined]);
  assert.ok(there.every((name) => !name.startsWith(".")));
  for (const name of there) assert.equal((await readFile(path.join(root, name))).length, 2 * MB);
});

test("a defect is thrown when all have come to their ends", async (t) => {
  const server = await useS3(t);
  server.seed("lake", { a: "1", b: "2", c: "3" });
  const files = filesWriter({ root: await folder(t) });
  let running = 0;
  const writer: LakeWriter = {
    ...files,
    put: async (key, body, about, signal) => {
      running += 1;
      try {
        if (key === "b") {
          body.destroy();
          throw new TypeError("a defect");
        }
        await files.put(key, body, about, signal);
      } finally {
        running -= 1;
      }
    },
  };
  await assert.rejects(copy(openLake(t, optionsFor(server)), writer), /a defect/);
  assert.equal(running, 0);
});

test("a source that ends early gives no file, though its server says it was all", async (t) => {
  const server = await useS3(t);
  server.seed("lake", { a: "x".repeat(600_000) });
  const root = await folder(t);
  await writeFile(path.join(root, "a"), "before");
  const source = openLake(t, optionsFor(server, once));
  const items = await all(source);
  server.fault({ fault: { kind: "short", after: 400_000 }, method: "GET", key: "a", times: 1 });
  const { copied } = await copy(source, filesWriter({ root }), {}, items);
  assert.equal(copied, 1);
  assert.equal((await readFile(path.join(root, "a"))).length, 600_000);
});

/** What AWS's client says of an object besides its bytes. */
async function keptOf(t: TestContext, server: S3Server, Key: string) {
  const { endpoint, region, accessKeyId, secretAccessKey } = server;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  t.after(() => client.destroy());
  const told = await client.send(new HeadObjectCommand({ Bucket: "lake", Key }));
  const { ContentType, ContentEncoding, ContentLanguage, ContentDisposition, CacheControl } = told;
  const { ExpiresString, Metadata } = told;
  return [
    ...[ContentType, ContentEncoding, ContentLanguage, ContentDisposition, CacheControl, ExpiresString],
    Metadata,
  ];
}

test("an empty value of one's own is kept, and an Expires that is no date is left out", async (t) => {
  const [from, to] = [await useS3(t), await useS3(t)];
  const date = "Wed, 21 Oct 2026 07:28:00 GMT";
  for (const [key, expires] of Object.entries({
    date,
    seconds: "3600",
    none: "0",
    past: "-1",
    words: "soon GMT",
  }))
    from.seed("lake", { [key]: "x" }, { headers: { expires, "x-amz-meta-note": "" } });
  to.createBucket("lake");
  const { writer, close } = s3Writer(optionsFor(to));
  t.after(close);
  await copy(openLake(t, optionsFor(from)), writer);
  for (const key of ["date", "seconds", "none", "past", "words"]) {
    const [expires, own] = (await keptOf(t, to, key)).slice(-2);
    assert.deepEqual([expires, own], [key === "date" ? date : undefined, { note: "" }], key);
  }
});

test("between two servers an object keeps its type, its encoding and what people gave it, and its very bytes", async (t) => {
  const [from, to] = [await useS3(t), await useS3(t)];
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "content-encoding": "aws-chunked, gzip",
    "content-language": "de",
    "content-disposition": 'attachment; filename="a.json"',
    "cache-control": "max-age=60",
    expires: "Wed, 21 Oct 2026 07:28:00 GMT",
    "x-amz-meta-owner": "Ada",
    "x-amz-meta-town": Buffer.from("Malmö").toString("latin1"),
    "x-amz-storage-class": "GLACIER",
  };
  const small = gzipSync('{"a":1}');
  const large = Buffer.alloc(9 * MB, gzipSync("many bytes"));
  from.seed("lake", { small, asked: small, large, empty: "" }, { headers });
  from.seed("lake", { plain: "x" });
  to.createBucket("lake");
  from.fault({ fault: internalError(), method: "GET", key: "asked" });
  const { writer, close } = s3Writer(optionsFor(to));
  t.after(close);
  const { copied, within } = await copy(openLake(t, optionsFor(from)), writer);
  assert.deepEqual([copied, within], [5, 0]);
  const kept = [
    ...[headers["content-type"], "gzip", "de", headers["content-disposition"], "max-age=60", headers.expires],
    { owner: "Ada", town: "=?UTF-8?B?TWFsbcO2?=" },
  ];
  for (const [key, bytes] of Object.entries({ small, asked: small, large, empty: Buffer.alloc(0) })) {
    assert.deepEqual(await keptOf(t, to, key), kept, key);
    assert.ok(to.bytes("lake", key)?.equals(bytes), key);
  }
  // Of a request it would say that its body has chunks.
  assert.ok(to.requests.every(({ headers }) => !headers["content-encoding"]?.includes("aws-chunked")));
  const none = undefined;
  assert.deepEqual(await keptOf(t, to, "plain"), ["binary/octet-stream", none, none, none, none, none, {}]);
});
