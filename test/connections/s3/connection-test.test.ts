import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { UserError } from "../../../protocol/user-error.ts";
import { s3Test } from "../../../runner/connections/s3/connection-test.ts";
import type { S3Options } from "../../../runner/connections/s3/options.ts";
import { denied } from "../../s3/faults.ts";
import { stepsOf } from "../steps-of.ts";
import { optionsFor, useS3, withoutKeys } from "./s3-options.ts";

const STEPS = ["credentials", "reach", "bucket", "list", "read"];
const once = (name: string): string | undefined => (name === "AWS_MAX_ATTEMPTS" ? "1" : undefined);

const stepsOfS3 = (options: S3Options) => stepsOf(s3Test(options));

describe("steps of an S3 connection", () => {
  test("one that works says what it found, and asks for no more than it needs", async (t) => {
    const server = await useS3(t);
    server.seed("lake", { "raw/": "", "raw/a": "12345", "raw/b": "1", c: "" });
    assert.deepEqual(await stepsOfS3(optionsFor(server, { prefix: "raw/" })), [
      "credentials ok: of the connection, key …TEST",
      `reach ok: 127.0.0.1:${server.port}`,
      "bucket ok: s3://lake/raw/ in us-east-1",
      "list ok: 3 objects",
      "read ok: s3://lake/raw/b",
    ]);
    assert.ok(server.requests.every(({ method }) => method === "GET" || method === "HEAD"));
  });

  test("an empty bucket has nothing to read, and a full one is not counted to its end", async (t) => {
    const server = await useS3(t);
    server.createBucket("lake");
    const empty = await stepsOfS3(optionsFor(server));
    assert.deepEqual(empty.slice(3), [
      "list ok: 0 objects",
      "read skipped: there is no object that is not empty",
    ]);
    server.seed("lake", Object.fromEntries(Array.from({ length: 2500 }, (_, at) => [`k${at}`, "1"])));
    assert.equal((await stepsOfS3(optionsFor(server)))[3], "list ok: 1000 objects or more");
  });

  test("a public bucket needs no credentials", async (t) => {
    const server = await useS3(t);
    server.createBucket("lake", { isPublic: true });
    const lines = await stepsOfS3({ ...withoutKeys(optionsFor(server)), anonymous: true });
    assert.equal(lines[0], "credentials ok: none (anonymous)");
    assert.equal(lines[3], "list ok: 0 objects");
  });

  test("a bucket in another region says which", async (t) => {
    const server = await useS3(t);
    server.createBucket("lake", { region: "eu-west-1" });
    assert.equal(
      (await stepsOfS3(optionsFor(server)))[2],
      's3://lake/ in eu-west-1; the connection\'s is us-east-1, so set its "region"'.replace(
        /^/,
        "bucket ok: ",
      ),
    );
  });

  interface Case {
    readonly what: string;
    readonly broken: Partial<S3Options>;
    readonly fails: string;
    readonly code: string;
  }
  const CASES: readonly Case[] = [
    {
      what: "keys that cannot be had",
      broken: { keys: () => Promise.reject(new UserError({ code: "no-secret", message: "None." })) },
      fails: "credentials",
      code: "no-secret",
    },
    {
      what: "a port that nobody listens to",
      broken: { endpoint: "http://127.0.0.1:9" },
      fails: "reach",
      code: "lake-unreachable",
    },
    {
      what: "a host that does not exist",
      broken: { endpoint: "http://nowhere.invalid" },
      fails: "reach",
      code: "lake-unreachable",
    },
    {
      what: "a wrong secret",
      broken: { keys: async () => ({ accessKeyId: "AKIATESTTESTTESTTEST", secretAccessKey: "wrong" }) },
      fails: "bucket",
      code: "lake-credentials-refused",
    },
    {
      what: "a bucket that is not there",
      broken: { bucket: "missing" },
      fails: "bucket",
      code: "lake-missing",
    },
  ];
  for (const { what, broken, fails, code } of CASES)
    test(`${what} fails at "${fails}", and no step after it is taken`, async (t) => {
      const server = await useS3(t);
      server.createBucket("lake");
      const lines = await stepsOfS3(optionsFor(server, { variables: once, ...broken }));
      const at = STEPS.indexOf(fails);
      assert.equal(lines[at], `${fails} failed: ${code}`);
      assert.ok(
        lines.slice(0, at).every((line) => / ok: /.test(line)),
        lines.join("\n"),
      );
      assert.deepEqual(
        lines.slice(at + 1),
        STEPS.slice(at + 1).map((step) => `${step} not reached`),
      );
    });

  test("objects that may be listed and not read fail at the last step", async (t) => {
    const server = await useS3(t);
    server.seed("lake", { a: "1" });
    server.fault({ fault: denied(), method: "GET", key: "a", times: "always" });
    assert.equal((await stepsOfS3(optionsFor(server))).at(-1), "read failed: lake-access-denied");
  });
});
