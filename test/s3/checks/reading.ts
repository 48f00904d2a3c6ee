import assert from "node:assert/strict";
import type { Readable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import { GetObjectCommand, type GetObjectCommandInput, HeadObjectCommand } from "@aws-sdk/client-s3";
import { type CheckRun, refusal, type S3Check, statusOf } from "./check.ts";
import { eachAtOnce, LOG_PREFIX, logKeys, logText } from "./logs.ts";

const MEGABYTE = 1 << 20;
const BIG = Buffer.alloc(10 * MEGABYTE, "0123456789");
const OTHER_ETAG = '"00000000000000000000000000000000"';
const HOUR_MS = 3_600_000;

type Conditions = Partial<GetObjectCommandInput>;

const get = ({ s3, bucket }: CheckRun, key: string, more: Conditions = {}) =>
  s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...more }));

/** Status, `Content-Range` and body of a part of the big object. */
async function rangeOf(run: CheckRun, range: string): Promise<readonly unknown[]> {
  await run.put("big/10mb", BIG);
  const { $metadata, ContentRange, Body } = await get(run, "big/10mb", { Range: range });
  return [$metadata.httpStatusCode, ContentRange, await Body?.transformToString()];
}

async function conditionOf(run: CheckRun, of: (etag: string) => Conditions): Promise<number | undefined> {
  const etag = await run.put("conditions/hello", "hello");
  return statusOf(get(run, "conditions/hello", of(etag)));
}

const fromNow = (milliseconds: number) => new Date(Date.now() + milliseconds);

const manyAtOnce = (atOnce: number): S3Check => [
  `gives small objects, ${atOnce} at once`,
  async (run) => {
    await eachAtOnce(logKeys(), atOnce, async (key) => assert.equal(await run.text(key), logText(key)));
  },
];

export const READING: readonly S3Check[] = [
  [
    "gives an object's bytes, length and type",
    async (run) => {
      const [key = ""] = logKeys();
      const { Body, ContentLength, ContentType } = await get(run, key);
      assert.equal(await Body?.transformToString(), logText(key));
      assert.deepEqual([ContentLength, ContentType], [logText(key).length, "application/json"]);
    },
  ],
  [
    "lives on when a reader stops in the middle",
    async (run) => {
      await run.put("big/10mb", BIG);
      const { Body } = await get(run, "big/10mb");
      let read = 0;
      for await (const piece of Body as Readable) {
        read += (piece as Buffer).length;
        if (read > MEGABYTE) break;
      }
      assert.ok(read < BIG.length);
      assert.equal(await run.text(`${LOG_PREFIX}2018-11-01/e0000.json`), logText(logKeys()[0] ?? ""));
    },
  ],
  [
    "gives a large object whole",
    async (run) => {
      await run.put("big/10mb", BIG);
      const bytes = await (await get(run, "big/10mb")).Body?.transformToByteArray();
      assert.ok(BIG.equals(bytes ?? Buffer.alloc(0)));
    },
  ],
  [
    "has no head of an object that is not there",
    async ({ s3, bucket }) => {
      const answer = s3.send(new HeadObjectCommand({ Bucket: bucket, Key: "nothing" }));
      assert.equal(await refusal(answer), "NotFound 404");
    },
  ],
  [
    "does not give an object that is not there",
    async (run) => assert.equal(await refusal(get(run, "nothing")), "NoSuchKey 404"),
  ],
  [
    "gives the first bytes",
    async (run) =>
      assert.deepEqual(await rangeOf(run, "bytes=0-9"), [206, "bytes 0-9/10485760", "0123456789"]),
  ],
  [
    "gives the last bytes",
    async (run) =>
      assert.deepEqual(await rangeOf(run, "bytes=-5"), [206, "bytes 10485755-10485759/10485760", "56789"]),
  ],
  [
    "gives the bytes from an offset on",
    async (run) =>
      assert.deepEqual(await rangeOf(run, "bytes=10485750-"), [
        206,
        "bytes 10485750-10485759/10485760",
        "0123456789",
      ]),
  ],
  [
    "refuses a range behind the end",
    async (run) => assert.equal(await refusal(rangeOf(run, "bytes=99999999-")), "InvalidRange 416"),
  ],
  [
    "names an object's content by its MD5",
    async (run) => assert.equal(await run.put("etag/hello", "hello"), '"5d41402abc4b2a76b9719d911017c592"'),
  ],
  [
    "gives an object only if its etag is the one",
    async (run) => {
      assert.equal(await conditionOf(run, (etag) => ({ IfMatch: etag })), 200);
      assert.equal(await conditionOf(run, () => ({ IfMatch: OTHER_ETAG })), 412);
    },
  ],
  [
    "does not give an object that one has",
    async (run) => assert.equal(await conditionOf(run, (etag) => ({ IfNoneMatch: etag })), 304),
  ],
  [
    "gives an object if it was modified since",
    async (run) => assert.equal(await conditionOf(run, () => ({ IfModifiedSince: fromNow(-HOUR_MS) })), 200),
  ],
  [
    "gives an object only if it was not modified since",
    async (run) =>
      assert.equal(await conditionOf(run, () => ({ IfUnmodifiedSince: fromNow(-HOUR_MS) })), 412),
  ],
  [
    "keeps compressed bytes as they are",
    async (run) => {
      await run.put("gzip/lines.json.gz", gzipSync('{"a":1}\n{"a":2}\n'), {
        ContentType: "application/json",
      });
      const bytes = await (await get(run, "gzip/lines.json.gz")).Body?.transformToByteArray();
      assert.equal(gunzipSync(bytes ?? "").toString(), '{"a":1}\n{"a":2}\n');
    },
  ],
  [
    "keeps the encoding of a content, and its bytes",
    async (run) => {
      const stored = gzipSync('{"a":1}\n');
      await run.put("gzip/encoded.json", stored, { ContentEncoding: "gzip" });
      const { ContentEncoding, Body } = await get(run, "gzip/encoded.json");
      assert.equal(ContentEncoding, "gzip");
      assert.ok(stored.equals((await Body?.transformToByteArray()) ?? Buffer.alloc(0)));
    },
  ],
  ...[1, 8, 32].map(manyAtOnce),
];
