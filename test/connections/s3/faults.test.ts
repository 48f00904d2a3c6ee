import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import { describe, type TestContext, test } from "node:test";
import type { Lake, LakeObject } from "../../../runner/connections/lake.ts";
import type { S3Options } from "../../../runner/connections/s3/options.ts";
import { denied, type Fault, internalError, slowDown } from "../../s3/faults.ts";
import type { S3Server } from "../../s3/server.ts";
import { openLake, optionsFor, useS3 } from "./s3-options.ts";

const SMALL = Buffer.from(Array.from({ length: 10_000 }, (_, at) => at % 253));
const BIG = Buffer.from(Array.from({ length: 2_000_000 }, (_, at) => (at * 13) % 255));

/** Two attempts for each request, so that those that fail do so soon. */
const TWO_ATTEMPTS = (name: string): string | undefined => (name === "AWS_MAX_ATTEMPTS" ? "2" : undefined);

async function filled(
  t: TestContext,
  more: Partial<S3Options> = {},
): Promise<{ server: S3Server; lake: Lake; object(key: string): LakeObject }> {
  const server = await useS3(t);
  server.seed("lake", { small: SMALL, big: BIG });
  const lake = openLake(t, optionsFor(server, { variables: TWO_ATTEMPTS, ...more }));
  const objects: LakeObject[] = [];
  // With a patience of its own.
  for await (const object of openLake(t, optionsFor(server)).list("")) objects.push(object);
  const object = (key: string): LakeObject => {
    const found = objects.find((one) => one.key === key);
    assert.ok(found !== undefined);
    return found;
  };
  server.requests.length = 0;
  return { server, lake, object };
}

/** Soon, where the server is silent; else not at all, however busy the machine is. */
function stallOf({ kind }: Fault, soon: number): { readonly stallMilliseconds: number } {
  return { stallMilliseconds: kind === "stall" || kind === "silent" ? soon : 60_000 };
}

/** The ranges that were asked for. */
function ranges(server: S3Server): readonly (string | undefined)[] {
  return server.requests.filter(({ method }) => method === "GET").map(({ range }) => range);
}

describe("a server that does not do as it should", () => {
  const taken: readonly (readonly [what: string, fault: Fault, ranges: readonly (string | undefined)[]])[] = [
    ["cuts the body", { kind: "cut", after: 5000 }, [undefined, "bytes=5000-"]],
    ["stalls in the body", { kind: "stall", after: 5000 }, [undefined, "bytes=5000-"]],
    ["stalls before the body", { kind: "stall", after: 0 }, [undefined, undefined]],
    ["ends the body too early", { kind: "short", after: 5000 }, [undefined, "bytes=5000-"]],
    ["resets the connection", { kind: "reset" }, [undefined, undefined]],
    ["never answers", { kind: "silent" }, [undefined, undefined]],
    ["answers 500", internalError(), [undefined, undefined]],
    ["answers 503 SlowDown", slowDown(), [undefined, undefined]],
  ];
  for (const [what, fault, expected] of taken)
    for (const key of ["small", "big"])
      test(`${what}: the ${key} object is read all the same`, async (t) => {
        const { server, lake, object } = await filled(t, stallOf(fault, 1000));
        server.fault({ fault, method: "GET", key });
        const bytes = await buffer(await lake.open(object(key)));
        assert.ok(bytes.equals(key === "small" ? SMALL : BIG));
        assert.deepEqual(ranges(server), expected);
      });

  for (const [what, fault] of [
    ["cuts", { kind: "cut", after: 1000 }],
    ["stalls in", { kind: "stall", after: 1000 }],
  ] as const)
    test(`${what} every body: it goes on as long as bytes come`, async (t) => {
      const { server, lake, object } = await filled(t, stallOf(fault, 300));
      server.fault({ fault, method: "GET", key: "small", times: "always" });
      assert.ok((await buffer(await lake.open(object("small")))).equals(SMALL));
      assert.deepEqual(
        [...new Set(ranges(server))],
        [undefined, ...Array.from({ length: 9 }, (_, at) => `bytes=${at + 1}000-`)],
      );
    });

  test("an object that is replaced while it is read is no mixture of both", async (t) => {
    const { server, lake, object } = await filled(t);
    server.fault({ fault: { kind: "cut", after: 1_000_000 }, method: "GET", key: "big" });
    server.onRequest(({ range }) => {
      if (range !== undefined) server.seed("lake", { big: Buffer.from(BIG.toReversed()) });
    });
    await assert.rejects(buffer(await lake.open(object("big"))), { code: "object-changed", retryable: true });
  });

  test("an object that is removed while it is read is gone", async (t) => {
    const { server, lake, object } = await filled(t);
    server.fault({ fault: { kind: "cut", after: 1_000_000 }, method: "GET", key: "big" });
    server.onRequest(({ range }) => {
      if (range !== undefined) server.remove("lake", "big");
    });
    await assert.rejects(buffer(await lake.open(object("big"))), { code: "object-removed" });
  });

  const refused: readonly (readonly [what: string, fault: Fault, code: string, retryable: boolean])[] = [
    ["500", internalError(), "lake-busy", true],
    ["503 SlowDown", slowDown(), "lake-busy", true],
    ["403", denied(), "lake-access-denied", false],
    ["resets", { kind: "reset" }, "lake-unreachable", true],
    ["silence", { kind: "silent" }, "lake-unreachable", true],
  ];
  for (const [what, fault, code, retryable] of refused)
    test(`nothing but ${what} is one error, of any request`, async (t) => {
      const { server, lake, object } = await filled(t, stallOf(fault, 50));
      server.fault({ fault, times: "always" });
      const error = { name: "UserError", code, retryable };
      await assert.rejects(lake.open(object("small")), error);
      await assert.rejects(lake.head("small"), error);
      await assert.rejects(lake.list("")[Symbol.asyncIterator]().next(), error);
    });

  test("an abort ends a request that is never answered, and a body that never goes on", async (t) => {
    const { server, lake, object } = await filled(t, { stallMilliseconds: 60_000 });
    for (const fault of [{ kind: "silent" }, { kind: "stall", after: 100 }] as const) {
      for (const key of ["small", "big"]) {
        const controller = new AbortController();
        server.fault({ fault, method: "GET", key });
        server.onRequest(() => void setTimeout(() => controller.abort(), 50));
        await assert.rejects(
          async () => {
            for await (const _ of await lake.open(object(key), controller.signal));
          },
          { name: "AbortError" },
        );
      }
    }
  });

  test("a web server that is no S3 server is not taken for an empty bucket", async (t) => {
    const { createServer } = await import("node:http");
    const web = createServer((_, response) => response.end("<html><body>Welcome</body></html>"));
    await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
    t.after(() => web.close());
    const { server } = await filled(t);
    const { port } = web.address() as { port: number };
    const lake = openLake(t, { ...optionsFor(server), endpoint: `http://127.0.0.1:${port}` });
    const error = { code: "lake-read-failed", message: /is not a server with the interface of S3/ };
    await assert.rejects(lake.list("")[Symbol.asyncIterator]().next(), error);
    await assert.rejects(lake.head("a"), error);
  });
});
