import assert from "node:assert/strict";
import { Readable } from "node:stream";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { type S3Check, statusOf } from "./check.ts";
import { LOGS } from "./logs.ts";

const PART = 5 << 20;

const ODD_KEYS = [
  "odd/Bj\u00f6rk/\u65e5\u672c\u8a9e \u{1f3b5}.json",
  "odd/a+b c.json",
  "odd/per%20cent.json",
  "odd/q?x=1&y=2.json",
  "odd/#hash.json",
  "odd/it's(1)!*.json",
  'odd/"quoted"<&>.json',
  "odd/a//b.json",
];

export const WRITING: readonly S3Check[] = [
  [
    "has the bucket that was created",
    async ({ s3, bucket }) => {
      const { Buckets } = await s3.send(new ListBucketsCommand({}));
      assert.ok(Buckets?.some(({ Name }) => Name === bucket));
    },
  ],
  [
    "has a head of the bucket",
    async ({ s3, bucket }) =>
      assert.equal(await statusOf(s3.send(new HeadBucketCommand({ Bucket: bucket }))), 200),
  ],
  [
    "has taken many objects at once",
    async ({ s3, bucket }) => {
      const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: "logs/" }));
      assert.equal(KeyCount, LOGS);
    },
  ],
  [
    "writes only where nothing is, when it is asked to",
    async ({ put, text }) => {
      await put("once/there", "first");
      assert.equal(await statusOf(put("once/there", "second", { IfNoneMatch: "*" })), 412);
      assert.equal(await text("once/there"), "first");
      await put("once/new", "x", { IfNoneMatch: "*" });
      assert.equal(await text("once/new"), "x");
    },
  ],
  [
    "takes keys with any characters",
    async ({ s3, bucket, put, text }) => {
      for (const key of ODD_KEYS) await put(key, key);
      for (const key of ODD_KEYS) assert.equal(await text(key), key);
      const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: "odd/" }));
      assert.deepEqual(Contents?.map(({ Key }) => Key).sort(), ODD_KEYS.toSorted());
    },
  ],
  [
    "takes a key that is another one's folder",
    async ({ put, text }) => {
      await put("both/a", "1");
      await put("both/a/b", "2");
      assert.deepEqual([await text("both/a"), await text("both/a/b")], ["1", "2"]);
    },
  ],
  [
    "keeps metadata",
    async ({ s3, bucket, put }) => {
      await put("metadata/x", "1", { Metadata: { foo: "bar" } });
      const { Metadata } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: "metadata/x" }));
      assert.equal(Metadata?.["foo"], "bar");
    },
  ],
  [
    "takes checksums",
    async ({ s3, bucket, put }) => {
      await put("checksums/x", "hello", { ChecksumAlgorithm: "SHA256" });
      const input = { Bucket: bucket, Key: "checksums/x", ChecksumMode: "ENABLED" } as const;
      const { Body } = await s3.send(new GetObjectCommand(input));
      assert.equal(await Body?.transformToString(), "hello");
    },
  ],
  [
    "takes a stream, with its checksum behind it",
    async ({ put, text }) => {
      const body = Readable.from([Buffer.from("ab"), Buffer.from("cd")]);
      await put("streams/abcd", body, { ContentLength: 4 });
      assert.equal(await text("streams/abcd"), "abcd");
    },
  ],
  [
    "takes an object in parts",
    async ({ s3, bucket }) => {
      const at = { Bucket: bucket, Key: "parts/x" };
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
      const Parts = [];
      for (const PartNumber of [1, 2]) {
        const Body = Buffer.alloc(PART, PartNumber);
        const { ETag } = await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }));
        Parts.push({ PartNumber, ETag });
      }
      assert.equal(
        await statusOf(s3.send(new HeadObjectCommand(at))),
        404,
        "nothing is there before the end",
      );
      await s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
      const { Body, ETag } = await s3.send(new GetObjectCommand(at));
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? "");
      assert.ok(bytes.equals(Buffer.concat([Buffer.alloc(PART, 1), Buffer.alloc(PART, 2)])));
      assert.match(ETag ?? "", /^"[0-9a-f]{32}-2"$/);
    },
  ],
  [
    "copies an object by itself",
    async ({ s3, bucket, put, text }) => {
      await put("copies/from", "1");
      const copy = { Bucket: bucket, Key: "copies/to", CopySource: `${bucket}/copies/from` };
      await s3.send(new CopyObjectCommand(copy));
      assert.equal(await text("copies/to"), "1");
    },
  ],
  [
    "copies an object only if its etag is the one",
    async ({ s3, bucket, put, text }) => {
      const etag = await put("copies/if", "1");
      const copy = { Bucket: bucket, Key: "copies/if-to", CopySource: `${bucket}/copies/if` };
      await put("copies/if", "2");
      assert.equal(await statusOf(s3.send(new CopyObjectCommand({ ...copy, CopySourceIfMatch: etag }))), 412);
      const now = await put("copies/if", "2");
      await s3.send(new CopyObjectCommand({ ...copy, CopySourceIfMatch: now }));
      assert.equal(await text("copies/if-to"), "2");
    },
  ],
  [
    "deletes several objects, also such as are not there",
    async ({ s3, bucket, put }) => {
      await put("deletes/a", "1");
      await put("deletes/b", "1");
      const Objects = ["deletes/a", "deletes/nothing"].map((Key) => ({ Key }));
      const answer = await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } }));
      assert.deepEqual(answer.Deleted?.map(({ Key }) => Key).sort(), ["deletes/a", "deletes/nothing"]);
      const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: "deletes/" }));
      assert.deepEqual(
        Contents?.map(({ Key }) => Key),
        ["deletes/b"],
      );
    },
  ],
];
