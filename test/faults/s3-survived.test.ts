import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Fault, internalError, slowDown } from "../s3/faults.ts";
import {
  ALL_REQUESTS,
  ALL_ROWS,
  LARGE,
  largeSize,
  rewriteLarge,
  type Staging,
  s3Staging,
  smallKey,
} from "./s3-staging.ts";

const LIMIT = { timeout: 120_000 };

/** Of each of so many small objects' first read. */
function everySmall(count: number, fault: Fault): (staging: Staging) => void {
  return ({ s3 }) => {
    for (let i = 0; i < count; i++) s3.fault({ fault, method: "GET", key: smallKey(i) });
  };
}

function ofListing(...faults: readonly Fault[]): (staging: Staging) => void {
  return ({ s3 }) => {
    for (const fault of faults) s3.fault({ fault, method: "GET", key: "" });
  };
}

function ofLarge(...faults: readonly Fault[]): (staging: Staging) => void {
  return ({ s3 }) => {
    for (const fault of faults) s3.fault({ fault, method: "GET", key: LARGE });
  };
}

/** What a task gets over by itself, in its first try, and how many requests more it takes. */
const SURVIVED: readonly (readonly [what: string, arrange: (staging: Staging) => void, more: number])[] = [
  ["a listing that is answered 500", ofListing(internalError(), internalError()), 2],
  ["a listing that is asked to slow down", ofListing(slowDown(), slowDown()), 2],
  ["reads that are answered 500", everySmall(10, internalError()), 10],
  ["reads that are asked to slow down", everySmall(10, slowDown()), 10],
  ["a large object that is answered 500, and told to slow down", ofLarge(internalError(), slowDown()), 2],
  ["connections that are reset before the answer", everySmall(10, { kind: "reset" }), 10],
  ["answers that are slow to begin", everySmall(10, { kind: "slow", milliseconds: 50 }), 0],
  ["bodies that break off", everySmall(10, { kind: "cut", after: 100 }), 10],
  ["bodies that break off before their first byte", everySmall(5, { kind: "cut", after: 0 }), 5],
  ["bodies that end too early without a word", everySmall(10, { kind: "short", after: 100 }), 10],
  ["a large body that ends too early without a word", ofLarge({ kind: "short", after: 100_001 }), 1],
];

describe("all rows are staged, each once, in spite of", () => {
  for (const [what, arrange, more] of SURVIVED) {
    test(what, LIMIT, async (t) => {
      const staging = await s3Staging(t);
      arrange(staging);
      const { state, error, tries } = await staging.run();
      assert.deepEqual([state, error, tries], ["success", undefined, 1]);
      assert.equal(await staging.table(), ALL_ROWS);
      assert.equal(staging.s3.requests.length, ALL_REQUESTS + more);
    });
  }

  test("a large body that breaks off again and again: it is taken up where it ended", LIMIT, async (t) => {
    const staging = await s3Staging(t);
    const { s3 } = staging;
    const ends = [100_000, 1, 300_000];
    ofLarge(...ends.map((after) => ({ kind: "cut", after }) as const))(staging);
    const { state, error } = await staging.run();
    assert.deepEqual([state, error], ["success", undefined]);
    assert.equal(await staging.table(), ALL_ROWS);
    const reads = s3.requests.filter(({ key }) => key === LARGE);
    assert.deepEqual(
      reads.map(({ range }) => range),
      [undefined, "bytes=100000-", "bytes=100001-", "bytes=400001-"],
    );
    assert.ok(reads.every(({ headers }) => /^"[0-9a-f]{32}"$/.test(headers["if-match"] ?? "")));
    assert.ok(largeSize() > 400_001);
  });

  test(
    "bodies that stall, and answers that never come: they are taken up where they stopped",
    LIMIT,
    async (t) => {
      const staging = await s3Staging(t, { lake: { stallTimeout: "1500ms" } });
      const { s3 } = staging;
      ofLarge({ kind: "stall", after: 100_000 }, { kind: "stall", after: 0 })(staging);
      s3.fault({ fault: { kind: "stall", after: 3 }, method: "GET", key: smallKey(1) });
      s3.fault({ fault: { kind: "silent" }, method: "GET", key: smallKey(2) });
      s3.fault({ fault: { kind: "silent" }, method: "GET", key: "" });
      const { state, error, tries } = await staging.run();
      assert.deepEqual([state, error, tries], ["success", undefined, 1]);
      assert.equal(await staging.table(), ALL_ROWS);
      const ranges = s3.requests.filter(({ key }) => key === LARGE).map(({ range }) => range);
      assert.deepEqual(ranges, [undefined, "bytes=100000-", "bytes=100000-"]);
    },
  );

  test("keys that expire while objects are read, and are renewed where they are kept", LIMIT, async (t) => {
    const staging = await s3Staging(t);
    const { s3, env } = staging;
    let isRenewed = false;
    s3.onRequest(({ key }) => {
      if (key !== smallKey(3) || isRenewed) return;
      isRenewed = true;
      s3.expire();
      s3.addKeys({ accessKeyId: "AKIANEW", secretAccessKey: "new secret", sessionToken: "token-2" });
      Object.assign(env, { LAKE_KEY: "AKIANEW", LAKE_SECRET: "new secret", LAKE_TOKEN: "token-2" });
    });
    const { state, error, tries } = await staging.run();
    assert.deepEqual([state, error, tries], ["success", undefined, 1]);
    assert.equal(await staging.table(), ALL_ROWS);
    assert.ok(
      s3.requests.some(({ status }) => status === 400),
      "the old keys were refused",
    );
  });

  test("an object that is written again after the listing, in the task's next try", LIMIT, async (t) => {
    const staging = await s3Staging(t);
    const { s3 } = staging;
    let isRewritten = false;
    s3.onRequest(({ key }) => {
      if (key === LARGE && !isRewritten) rewriteLarge(s3);
      isRewritten ||= key === LARGE;
    });
    const { state, error, tries } = await staging.run("again");
    assert.deepEqual([state, error?.code, tries], ["success", "object-changed", 2]);
    assert.equal(await staging.table(), ALL_ROWS.replace("version 1", "version 1 and 2"));
  });
});
