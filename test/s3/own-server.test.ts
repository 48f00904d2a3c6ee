import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { Readable } from "node:stream";
import { type TestContext, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  type S3ClientConfig,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { clientOf, metadataStatus, refusal } from "./checks/check.ts";
import { repeatedContent } from "./content.ts";
import { type Fault, internalError, slowDown } from "./faults.ts";
import { type S3Server, type S3ServerOptions, startS3Server } from "./server.ts";

/** What the test server does beyond what every S3 server is held to: regions, tokens, faults. */

async function server(t: TestContext, options: S3ServerOptions = {}): Promise<S3Server> {
  const started = await startS3Server(options);
  t.after(() => started.close());
  return started;
}

function client(t: TestContext, of: S3Server, more: S3ClientConfig = {}): S3Client {
  const s3 = clientOf(of, more);
  t.after(() => s3.destroy());
  return s3;
}

const list = (s3: S3Client, Bucket = "b") => s3.send(new ListObjectsV2Command({ Bucket }));

async function get(s3: S3Client, Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: "b", Key }));
  return (await Body?.transformToString()) ?? "";
}

test("a bucket in another region says which, by two ways", async (t) => {
  const own = await server(t, { region: "eu-west-1" });
  own.createBucket("b", { region: "us-west-2" });
  const regionOf = async (region: string) => {
    const error = await list(client(t, own, { region })).catch((reason: unknown) => reason);
    const { name, Region } = error as { name: string; Region?: string };
    const { headers } = (error as { $response: { headers: Record<string, string> } }).$response;
    return [name, metadataStatus(error), Region, headers["x-amz-bucket-region"]];
  };
  assert.deepEqual(await regionOf("eu-west-1"), ["PermanentRedirect", 301, undefined, "us-west-2"]);
  assert.deepEqual(await regionOf("us-east-1"), [
    ...["AuthorizationHeaderMalformed", 400],
    ...["us-west-2", "us-west-2"],
  ]);
  assert.equal((await list(client(t, own, { region: "us-west-2" }))).KeyCount, 0);
  const head = await client(t, own, { region: "us-west-2" }).send(new HeadBucketCommand({ Bucket: "b" }));
  assert.equal(head.BucketRegion, "us-west-2");
});

test("temporary keys need their token, until they expire", async (t) => {
  const own = await server(t, { sessionToken: "the-token" });
  own.seed("b", { k: "x" });
  const { accessKeyId, secretAccessKey } = own;
  const withToken = (sessionToken: string) =>
    client(t, own, { credentials: { accessKeyId, secretAccessKey, sessionToken } });
  assert.equal((await list(withToken("the-token"))).KeyCount, 1);
  assert.equal(await refusal(list(withToken("another"))), "InvalidToken 400");
  assert.equal(await refusal(list(client(t, own))), "InvalidToken 400");
  own.expire();
  assert.equal(await refusal(list(withToken("the-token"))), "ExpiredToken 400");
  own.renew();
  assert.equal((await list(withToken("the-token"))).KeyCount, 1);
});

test("further keys are known when they are added", async (t) => {
  const own = await server(t);
  own.seed("b", { k: "x" });
  const credentials = { accessKeyId: "SECOND", secretAccessKey: "another secret" };
  assert.equal(await refusal(list(client(t, own, { credentials }))), "InvalidAccessKeyId 403");
  own.addKeys(credentials);
  assert.equal((await list(client(t, own, { credentials }))).KeyCount, 1);
});

test("a clock that is wrong by more than a quarter of an hour is refused", async (t) => {
  const own = await server(t);
  own.createBucket("b");
  const s3 = client(t, own, { systemClockOffset: -16 * 60 * 1000 });
  assert.equal(await refusal(list(s3)), "RequestTimeTooSkewed 403");
});

test("anybody may read a public bucket, and nobody else's", async (t) => {
  const own = await server(t);
  own.createBucket("b", { isPublic: true });
  own.createBucket("c");
  own.seed("b", { "a/k": "open" });
  const status = async (path: string, init: RequestInit = {}) =>
    (await fetch(`${own.endpoint}${path}`, init)).status;
  assert.equal(await (await fetch(`${own.endpoint}/b/a/k`)).text(), "open");
  assert.equal(await status("/b?list-type=2"), 200);
  assert.equal(await status("/b/a/k", { method: "PUT", body: "x" }), 403);
  assert.equal(await status("/c?list-type=2"), 403);
  assert.equal(await status("/d?list-type=2"), 404);
  assert.equal(own.bytes("b", "a/k")?.toString(), "open");
});

test("a bucket may be in the host name", async (t) => {
  const own = await server(t);
  own.createBucket("dotted.bucket", { isPublic: true });
  own.seed("dotted.bucket", { "a/k": "open" });
  const asked = request({
    port: own.port,
    path: "/a/k",
    headers: { host: `dotted.bucket.localhost:${own.port}` },
  });
  const [message] = (await once(asked.end(), "response")) as [IncomingMessage];
  assert.equal(String(Buffer.concat(await message.toArray())), "open");
});

for (const ChecksumAlgorithm of ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const) {
  test(`a ${ChecksumAlgorithm} is compared with what came`, async (t) => {
    const own = await server(t);
    own.createBucket("b");
    // The check values that catalogues of CRCs give, and what other programs make of the same nine digits.
    const value = {
      CRC32: "y/Q5Jg==",
      CRC32C: "4waSgw==",
      CRC64NVME: "rosUhgp5mIg=",
      SHA1: "98O8HYCOBHMq32eZZczDTKeuNEE=",
      SHA256: "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=",
    }[ChecksumAlgorithm];
    const put = (Body: string) =>
      client(t, own).send(
        new PutObjectCommand({ Bucket: "b", Key: "k", Body, [`Checksum${ChecksumAlgorithm}`]: value }),
      );
    assert.equal((await put("123456789"))[`Checksum${ChecksumAlgorithm}`], value);
    assert.equal(await refusal(put("987654321")), "BadDigest 400");
    assert.equal(own.bytes("b", "k")?.toString(), "123456789");
  });
}

test("uploads in parts are refused when something of them is missing", async (t) => {
  const own = await server(t);
  own.createBucket("b");
  const s3 = client(t, own);
  const at = { Bucket: "b", Key: "k" };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
  const part = async (PartNumber: number, Body: string) => {
    const { ETag } = await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }));
    return { PartNumber, ETag };
  };
  const complete = (...Parts: { PartNumber: number; ETag: string | undefined }[]) =>
    refusal(s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } })));
  const [first, second] = [await part(1, "small"), await part(2, "last")];
  assert.equal(await complete(first, second), "EntityTooSmall 400");
  assert.equal(await complete(first, { PartNumber: 3, ETag: second.ETag }), "InvalidPart 400");
  assert.equal(await complete({ PartNumber: 1, ETag: second.ETag }), "InvalidPart 400");
  assert.deepEqual([own.openUploads("b"), own.keys("b")], [1, []]);
});

test("a large object takes no memory", async (t) => {
  const own = await server(t);
  const size = 3 * 1024 ** 3;
  own.seed("b", { large: repeatedContent(Buffer.from("0123456\n"), size) });
  const range = { Bucket: "b", Key: "large", Range: `bytes=${size - 11}-` };
  const { Body, ContentRange } = await client(t, own).send(new GetObjectCommand(range));
  assert.equal(await Body?.transformToString(), "56\n0123456\n");
  assert.equal(ContentRange, `bytes ${size - 11}-${size - 1}/${size}`);
});

test("requests are kept, with what was answered", async (t) => {
  const own = await server(t);
  own.seed("b", { k: "0123456789" });
  const s3 = client(t, own);
  await s3.send(new GetObjectCommand({ Bucket: "b", Key: "k", Range: "bytes=2-3" }));
  await refusal(get(s3, "none"));
  assert.deepEqual(
    own.requests.map(({ method, bucket, key, range, status }) => [method, bucket, key, range, status]),
    [
      ["GET", "b", "k", "bytes=2-3", 206],
      ["GET", "b", "none", undefined, 404],
    ],
  );
});

test("a hook may change what a request finds", async (t) => {
  const own = await server(t);
  own.seed("b", { k: "before" });
  own.onRequest(async ({ key }) => {
    await turn();
    if (key === "k") own.seed("b", { k: "after" });
  });
  assert.equal(await get(client(t, own), "k"), "after");
});

test("faults meet the requests that they are for, as often as was said", async (t) => {
  const own = await server(t);
  own.seed("b", { k: "x", other: "y" });
  const s3 = client(t, own);
  own.fault({ fault: slowDown(), method: "GET", key: /^k$/, times: 2 });
  assert.equal(await get(s3, "other"), "y");
  assert.equal(await refusal(get(s3, "k")), "SlowDown 503");
  assert.equal(await refusal(get(s3, "k")), "SlowDown 503");
  assert.equal(await get(s3, "k"), "x");
  const end = own.fault({ fault: internalError(), times: "always" });
  assert.equal(await refusal(get(s3, "k")), "InternalError 500");
  assert.equal(await refusal(list(s3)), "InternalError 500");
  end();
  assert.equal(await get(s3, "k"), "x");
});

/** What of a body arrives, and how it ends: `end`, an error's code, or `open` when it does not within a moment. */
async function received(t: TestContext, fault: Fault): Promise<readonly [number, string]> {
  const own = await server(t);
  own.seed("b", { k: Buffer.alloc(1000, "x") });
  own.fault({ fault });
  const { Body } = await client(t, own).send(new GetObjectCommand({ Bucket: "b", Key: "k" }));
  const body = Body as Readable;
  let bytes = 0;
  const { promise: outcome, resolve } = Promise.withResolvers<string>();
  body.on("data", (piece: Buffer) => {
    bytes += piece.length;
    if (fault.kind === "stall" && bytes >= fault.after) setTimeout(resolve, 100, "open");
  });
  body.on("end", () => resolve("end"));
  body.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name));
  const ended = await outcome;
  body.destroy();
  return [bytes, ended];
}

test("bodies stall, break off, and end too early", async (t) => {
  assert.deepEqual(await received(t, { kind: "stall", after: 300 }), [300, "open"]);
  assert.deepEqual(await received(t, { kind: "cut", after: 300 }), [300, "ECONNRESET"]);
  assert.deepEqual(await received(t, { kind: "short", after: 300 }), [300, "end"]);
  assert.deepEqual(await received(t, { kind: "slow", milliseconds: 10 }), [1000, "end"]);
});

test("connections are reset, refused, and taken again", async (t) => {
  const own = await server(t);
  own.seed("b", { k: "x" });
  const s3 = client(t, own);
  const code = (answer: Promise<unknown>) =>
    answer.then(
      () => "answered",
      (error: NodeJS.ErrnoException) => error.code,
    );
  own.fault({ fault: { kind: "reset" } });
  assert.equal(await code(get(s3, "k")), "ECONNRESET");
  await own.refuse();
  assert.equal(await code(get(s3, "k")), "ECONNREFUSED");
  await own.accept();
  assert.equal(await get(s3, "k"), "x");
});
