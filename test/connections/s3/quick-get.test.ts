import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import { describe, test } from "node:test";
import { GetObjectCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import fc from "fast-check";
import { quickGets } from "../../../runner/connections/s3/quick-get.ts";
import { internalError } from "../../s3/faults.ts";
import type { S3Server } from "../../s3/server.ts";
import { openLake, optionsFor, useS3, withoutKeys } from "./s3-options.ts";

/** What a handler is given, as far as it is looked at here. */
interface SentRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Who sent the GETs, and how they were answered. */
function senders(server: S3Server): readonly string[] {
  return server.requests
    .filter(({ method, key }) => method === "GET" && key !== "")
    .map(({ headers, status }) => `${headers["user-agent"]?.replace(/^aws-sdk-js.*/, "client")} ${status}`);
}

describe("GETs that do not go through AWS's client", () => {
  test("are one request each, for any key, with a signature that the server takes", async (t) => {
    const server = await useS3(t);
    server.createBucket("lake");
    const lake = openLake(t, optionsFor(server, { prefix: "a prefix/" }));
    const key = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
      .filter((one) => one.isWellFormed());
    await fc.assert(
      fc.asyncProperty(key, async (one) => {
        server.seed("lake", { [`a prefix/${one}`]: one });
        const object = await lake.head(one);
        assert.ok(object !== undefined);
        server.requests.length = 0;
        assert.equal((await buffer(await lake.open(object))).toString(), one);
        assert.deepEqual(senders(server), ["millrace 200"]);
      }),
      { numRuns: 100, examples: [["!'()*"], ["a//b/../c/."], [" + %20 ~"], ["?x=1&y#z"]] },
    );
  });

  test("are asked again by the client when they fail", async (t) => {
    const server = await useS3(t);
    server.seed("lake", { a: "1" });
    const lake = openLake(t, optionsFor(server));
    const object = await lake.head("a");
    assert.ok(object !== undefined);
    server.fault({ fault: internalError(), method: "GET", key: "a", times: 2 });
    assert.equal((await buffer(await lake.open(object))).toString(), "1");
    assert.deepEqual(senders(server), ["millrace 500", "client 500", "client 200"]);
  });

  test("are unsigned for anonymous access", async (t) => {
    const server = await useS3(t);
    server.createBucket("lake", { isPublic: true });
    server.seed("lake", { a: "1" });
    const lake = openLake(t, { ...withoutKeys(optionsFor(server)), anonymous: true });
    const object = await lake.head("a");
    assert.ok(object !== undefined);
    assert.equal((await buffer(await lake.open(object))).toString(), "1");
    assert.deepEqual(senders(server), ["millrace 200"]);
    assert.ok(server.requests.every(({ headers }) => headers["authorization"] === undefined));
  });

  const CLIENTS: readonly (readonly [what: string, bucket: string, config: S3ClientConfig])[] = [
    ["AWS", "lake", { region: "eu-west-1" }],
    ["a region of another part of AWS", "lake", { region: "cn-north-1" }],
    ["a bucket with dots", "lake.of.data", { region: "us-east-1" }],
    ["a path of AWS", "lake", { region: "us-east-1", forcePathStyle: true }],
    ["both versions of IP", "lake", { region: "us-east-1", useDualstackEndpoint: true }],
    ["another server", "lake", { region: "x", endpoint: "http://[::1]:9000", forcePathStyle: true }],
    ["hosts of another server", "lake", { region: "x", endpoint: "https://s3.example.org" }],
    [
      "a path of another server",
      "lake",
      { region: "x", endpoint: "https://example.org/s3", forcePathStyle: true },
    ],
  ];
  for (const [what, bucket, config] of CLIENTS)
    test(`go where the client's go: ${what}`, async () => {
      const sent: string[] = [];
      const requestHandler = {
        handle: async ({ protocol, hostname, port, path, headers }: SentRequest) => {
          const scope = /Credential=K\/\d+\/([^,]+)/.exec(headers["authorization"] ?? "")?.[1];
          sent.push(`${protocol}//${hostname} ${port} ${path} ${headers["host"]} ${scope}`);
          throw new Error("no more is needed");
        },
      };
      const client = new S3Client({
        ...config,
        credentials: { accessKeyId: "K", secretAccessKey: "S" },
        maxAttempts: 1,
        requestHandler: requestHandler as never,
      });
      const key = "a b/+(c)*.json";
      await client.send(new GetObjectCommand({ Bucket: bucket, Key: key })).catch(() => {});
      assert.equal(await quickGets(bucket)(client, key, {}, undefined), undefined);
      assert.equal(sent.length, 2);
      assert.equal(sent[1], sent[0]?.replace("?x-id=GetObject", ""));
    });

  test("are none where a bucket wants another signature", async () => {
    const requestHandler = { handle: () => assert.fail("it is sent") };
    const client = new S3Client({ region: "us-east-1", requestHandler: requestHandler as never });
    assert.equal(await quickGets("lake--use1-az4--x-s3")(client, "a", {}, undefined), undefined);
  });

  test("of temporary keys bring their token, and of keys that have expired are signed anew", async (t) => {
    const server = await useS3(t, { sessionToken: "a token" });
    server.seed("lake", { a: "1" });
    const { accessKeyId, secretAccessKey } = server;
    const fresh = { accessKeyId: "AKIAFRESH", secretAccessKey: "fresh" };
    server.addKeys(fresh);
    const given = [{ accessKeyId, secretAccessKey, sessionToken: "a token" }];
    const lake = openLake(t, optionsFor(server, { keys: async () => given.pop() ?? fresh }));
    const object = await lake.head("a");
    assert.ok(object !== undefined);
    await lake.open(object);
    server.expire();
    await lake.open(object);
    await lake.open(object);
    assert.deepEqual(senders(server), [
      "millrace 200",
      "millrace 400",
      "client 400",
      "millrace 200",
      "millrace 200",
    ]);
  });
});
