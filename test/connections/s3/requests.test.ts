import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { describe, test } from "node:test";
import { s3Test } from "../../../runner/connections/s3/connection-test.ts";
import { failureOf } from "../../../runner/connections/s3/failure.ts";
import type { AwsKeys } from "../../../runner/connections/s3/options.ts";
import { s3Writer } from "../../../runner/connections/s3/s3-writer.ts";
import { permanentRedirect, timeTooSkewed, wrongRegion } from "../../s3/errors.ts";
import { stepsOf } from "../steps-of.ts";
import { openLake, optionsFor, useS3, withoutKeys } from "./s3-options.ts";

const first = async (objects: AsyncIterable<unknown>): Promise<unknown> => {
  for await (const object of objects) return object;
  return undefined;
};

describe("credentials", () => {
  test("are asked for at the first request, once, and again when they have expired", async (t) => {
    const server = await useS3(t);
    server.seed("lake", { a: "1" });
    const fresh: AwsKeys = { accessKeyId: "AKIAFRESH", secretAccessKey: "fresh", sessionToken: "token" };
    server.addKeys(fresh);
    const { keys = async () => fresh, ...options } = optionsFor(server);
    const asked: string[] = [];
    const lake = openLake(t, {
      ...options,
      keys: async (signal) => {
        const given = asked.length === 0 ? await keys(signal) : fresh;
        asked.push(given.accessKeyId);
        return given;
      },
    });
    assert.deepEqual(asked, []);
    await lake.head("a");
    await lake.head("a");
    assert.deepEqual(asked, [server.accessKeyId]);
    server.expire();
    const many = await Promise.all(Array.from({ length: 20 }, async () => (await lake.head("a"))?.size));
    assert.deepEqual(many, Array(20).fill(1));
    assert.ok(await first(lake.list("")));
    assert.deepEqual(asked, [server.accessKeyId, "AKIAFRESH"]);
  });

  const WRONG: readonly (readonly [what: string, keys: Partial<AwsKeys>, code: string, message: RegExp])[] = [
    [
      "secret",
      { secretAccessKey: "wrong" },
      "lake-credentials-refused",
      /does not belong to the access key id/,
    ],
    ["key id", { accessKeyId: "AKIAWRONG" }, "lake-credentials-refused", /does not know the access key id/],
    ["token", { sessionToken: "wrong" }, "lake-credentials-refused", /session token/],
  ];
  for (const [what, wrong, code, message] of WRONG)
    test(`with a wrong ${what} every request says so`, async (t) => {
      const server = await useS3(t);
      server.seed("lake", { a: "1" });
      const { accessKeyId, secretAccessKey } = server;
      const keys = async (): Promise<AwsKeys> => ({ accessKeyId, secretAccessKey, ...wrong });
      const lake = openLake(t, optionsFor(server, { keys }));
      const error = { name: "UserError", code, message, retryable: false };
      await assert.rejects(first(lake.list("")), error);
      await assert.rejects(lake.head("a"), error);
      await assert.rejects(lake.head("nothing"), error);
      const object = { key: "a", size: 1, etag: "x", lastModified: new Date() };
      await assert.rejects(lake.open(object), error);
    });

  test("that stay expired are an error that says whose they are, and not what they are", async (t) => {
    const server = await useS3(t);
    server.seed("lake", { a: "1" });
    server.expire();
    const error = {
      code: "lake-credentials-expired",
      message: 'The credentials of the lake "lake" have expired: those of the connection (key …TEST).',
    };
    const lake = openLake(t, optionsFor(server));
    await assert.rejects(first(lake.list("")), error);
    await assert.rejects(lake.head("a"), error);
  });

  test("are not there for anonymous access: nothing is signed", async (t) => {
    const server = await useS3(t);
    server.createBucket("lake", { isPublic: true });
    server.createBucket("private");
    server.seed("lake", { a: "1" });
    const options = { ...withoutKeys(optionsFor(server)), anonymous: true };
    assert.equal((await openLake(t, options).head("a"))?.size, 1);
    assert.deepEqual(
      server.requests.filter(({ headers }) => headers["authorization"] !== undefined),
      [],
    );
    await assert.rejects(first(openLake(t, { ...options, bucket: "private" }).list("")), {
      code: "lake-access-denied",
      message: 's3://private of the lake "lake" may not be listed without credentials.',
    });
  });

  test("a request says that the requester pays where the connection says so", async (t) => {
    const server = await useS3(t);
    server.seed("lake", { a: "1" });
    const lake = openLake(t, optionsFor(server, { requesterPays: true }));
    await first(lake.list(""));
    const object = await lake.head("a");
    assert.ok(object !== undefined);
    await lake.open(object);
    // Nothing is known of the bucket there, so it is looked for too.
    assert.equal(await openLake(t, optionsFor(server, { requesterPays: true })).head("nothing"), undefined);
    await stepsOf(s3Test(optionsFor(server, { requesterPays: true })));
    const { writer, close } = s3Writer(optionsFor(server, { requesterPays: true }));
    t.after(close);
    for (const size of [1, 9_000_000])
      await writer.put("b", Readable.from([Buffer.alloc(size)]), { size, lastModified: new Date(0) });
    assert.deepEqual(
      server.requests.filter(({ headers }) => headers["x-amz-request-payer"] !== "requester"),
      [],
    );
    assert.equal(server.requests.length, 13);
  });

  test("whether the bucket is there is asked where the connection may list", async (t) => {
    const server = await useS3(t);
    server.createBucket("lake");
    assert.equal(await openLake(t, optionsFor(server, { prefix: "raw/" })).head("nothing"), undefined);
    assert.deepEqual(
      server.requests.map(({ method, key, query }) => `${method} ${key}${query.get("prefix") ?? ""}`),
      ["HEAD raw/nothing", "GET raw/"],
    );
  });
});

describe("the region", () => {
  test("of a bucket elsewhere is found, and kept", async (t) => {
    const server = await useS3(t);
    server.createBucket("lake", { region: "eu-west-1" });
    server.seed("lake", { a: "1", b: "2" });
    for (const region of ["us-east-1", "ap-south-1"]) {
      server.requests.length = 0;
      const lake = openLake(t, optionsFor(server, { region }));
      assert.equal((await lake.head("a"))?.size, 1);
      assert.ok(await first(lake.list("")));
      assert.equal((await lake.head("b"))?.size, 1);
      assert.deepEqual(
        server.requests.map(({ status }) => status).filter((status) => status === 200).length,
        3,
        JSON.stringify(server.requests.map(({ method, status }) => `${method} ${status}`)),
      );
      assert.equal(server.requests.at(-1)?.status, 200);
      assert.equal(server.requests.at(-2)?.status, 200);
    }
  });

  test("that a server insists on is named in the error", async (t) => {
    const server = await useS3(t);
    server.seed("lake", { a: "1" });
    for (const error of [wrongRegion("us-east-1", "eu-west-1"), permanentRedirect("lake", "eu-west-1")]) {
      const end = server.fault({ fault: { kind: "error", error }, times: "always" });
      const lake = openLake(t, optionsFor(server));
      const told = {
        code: "lake-wrong-region",
        message: `The bucket lake of the lake "lake" is in the region eu-west-1, and was asked for in us-east-1 at ${server.endpoint}.`,
      };
      await assert.rejects(first(lake.list("")), told);
      await assert.rejects(lake.head("a"), told);
      end();
      assert.equal((await lake.head("a"))?.size, 1);
    }
  });
});

test("a clock that is wrong is told as such", async (t) => {
  const server = await useS3(t);
  server.seed("lake", { a: "1" });
  server.fault({ fault: { kind: "error", error: timeTooSkewed() }, times: "always" });
  await assert.rejects(first(openLake(t, optionsFor(server)).list("")), { code: "lake-clock-skew" });
});

describe("a server that cannot be reached", () => {
  const one = (name: string): string | undefined => (name === "AWS_MAX_ATTEMPTS" ? "1" : undefined);
  const PLACES: readonly (readonly [endpoint: string, code: string, message: RegExp])[] = [
    ["http://127.0.0.1:9", "lake-unreachable", /nothing listens on 127\.0\.0\.1:9 \(ECONNREFUSED\)/],
    ["http://nowhere.invalid", "lake-unreachable", /no address is known of host "nowhere\.invalid" \(\w+\)/],
  ];
  for (const [endpoint, code, message] of PLACES)
    test(`${endpoint} is told with its address`, async (t) => {
      const server = await useS3(t);
      const lake = openLake(t, optionsFor(server, { endpoint, variables: one }));
      await assert.rejects(first(lake.list("")), { code, message, retryable: true });
      await assert.rejects(lake.head("a"), { code, message });
    });

  test("one that speaks no TLS is told as such", async (t) => {
    const server = await useS3(t);
    const lake = openLake(
      t,
      optionsFor(server, { endpoint: `https://127.0.0.1:${server.port}`, variables: one }),
    );
    await assert.rejects(first(lake.list("")), {
      ...{ code: "lake-tls", retryable: false },
      message: /speaks no TLS/,
      next: /http:\/\//,
    });
  });

  for (const [endpoint, problem] of [
    ["localhost:9000", "does not begin with http:// or https://"],
    ["https://", "is not an address"],
    ["http://me:secret@127.0.0.1:9000", "has a user or a password in it"],
  ] as const)
    test(`an endpoint that ${problem} is told as such, and not told`, async (t) => {
      const { endpoint: _, ...options } = optionsFor(await useS3(t));
      const variables = (name: string) => (name === "AWS_ENDPOINT_URL_S3" ? endpoint : undefined);
      const code = "lake-endpoint";
      const own = openLake(t, { ...options, endpoint });
      await assert.rejects(own.head("a"), { code, message: `The endpoint of the lake "lake" ${problem}.` });
      await assert.rejects(openLake(t, { ...options, variables }).head("a"), {
        code,
        message: `The endpoint that a variable or the AWS profile gives for the lake "lake" ${problem}.`,
      });
    });

  test("certificates that cannot be read are told by their file", async (t) => {
    const variables = (name: string) => (name === "AWS_CA_BUNDLE" ? "/nowhere/ca.pem" : undefined);
    const lake = openLake(t, optionsFor(await useS3(t), { variables }));
    await assert.rejects(first(lake.list("")), { code: "lake-tls", message: /\/nowhere\/ca\.pem.*ENOENT/ });
  });
});

test("a defect is no failure of a server", () => {
  assert.equal(failureOf(new TypeError("x is not a function")), undefined);
  assert.equal(failureOf("text"), undefined);
});
