import assert from "node:assert/strict";
import path from "node:path";
import { describe, test } from "node:test";
import { UserError } from "../../protocol/user-error.ts";
import type { KnownLake } from "../../runner/lakes/address.ts";
import { parsePlace } from "../../runner/lakes/place.ts";
import { resolvePlace } from "../../runner/lakes/resolve.ts";

const LAKES = ["lake", "log-data", "a"];

function read(text: string, platform: NodeJS.Platform = "linux"): string {
  try {
    const place = parsePlace(text, { lakes: LAKES, others: ["warehouse"], platform });
    if (place.kind === "path") return `path ${place.path}`;
    return place.kind === "bucket"
      ? `bucket ${place.bucket} ${place.key}`
      : `lake ${place.name} ${place.key}`;
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    assert.ok(error.next, error.message);
    return `${error.code}: ${error.message}`;
  }
}

describe("places by what is written", () => {
  const cases: readonly (readonly [text: string, expected: string, platform?: NodeJS.Platform])[] = [
    ["lake:", "lake lake "],
    ["lake:log/2018/", "lake lake log/2018/"],
    ["log-data:a:b", "lake log-data a:b"],
    ["a:x", "lake a x"],
    ["s3://bucket", "bucket bucket "],
    ["s3://bucket/", "bucket bucket "],
    ["S3://my.bucket-1/a b/c+d", "bucket my.bucket-1 a b/c+d"],
    ["./data", "path ./data"],
    ["data", "path data"],
    ["/abs/x", "path /abs/x"],
    [".", "path ."],
    ["./lake:x", "path ./lake:x"],
    ["data/lake:x", "path data/lake:x"],
    ["C:\\data", "path C:\\data", "win32"],
    ["c:/data", "path c:/data", "win32"],
    ["c:data", "path c:data", "win32"],
    ["C:\\data", "bad-place: C:\\data is a path of Windows, and this is another system."],
    ["a:\\x", "bad-place: a:\\x can be a path on the drive a: or a key of the lake a.", "win32"],
    ["a:/x", "bad-place: a:/x can be a path on the drive a: or a key of the lake a."],
    ["", "bad-place: An empty text is no place."],
    ["lake", 'bad-place: "lake" is the name of a lake, and can be a folder too.'],
    ["lake:/x", "bad-place: lake:/x: keys begin without a slash."],
    ["laek:x", 'unknown-connection: "laek:x": there is no lake "laek". Did you mean "lake"?'],
    ["s3:odd", 'unknown-connection: "s3:odd": there is no lake "s3". Did you mean s3://odd?'],
    ["S3:/odd/x", 'unknown-connection: "S3:/odd/x": there is no lake "S3". Did you mean s3://odd/x?'],
    ["s3:", 'unknown-connection: "s3:": there is no lake "s3".'],
    [
      "warehouse:x",
      "unknown-connection: warehouse:x: the connection warehouse is a warehouse, and only lakes hold objects.",
    ],
    ["s3://", "bad-place: s3:// names no bucket."],
    ["s3:///x", "bad-place: s3:///x names no bucket."],
    ["s3://b_?/x", 'bad-place: s3://b_?/x: "b_?" is no name of a bucket: letters, digits, dots and -.'],
    ["s3://bucket//x", "bad-place: s3://bucket//x: there are two slashes after the bucket."],
    ["gs://bucket/x", "bad-place: gs://bucket/x: Millrace does not know the scheme gs://."],
    ["file:///tmp/x", "bad-place: file:///tmp/x: Millrace does not know the scheme file://."],
  ];
  for (const [text, expected, platform] of cases)
    test(`${JSON.stringify(text)}${platform === undefined ? "" : ` on ${platform}`}`, () =>
      assert.equal(read(text, platform), expected));
});

describe("the lake that a place is in", () => {
  const s3 = (name: string, bucket: string, prefix = "", endpoint?: string): KnownLake => ({
    name,
    type: "s3",
    bucket,
    prefix,
    ...(endpoint !== undefined && { endpoint }),
  });
  const known: readonly KnownLake[] = [
    s3("whole", "one"),
    s3("logs", "two", "log/"),
    s3("raw", "two", "raw/"),
    s3("left", "three"),
    s3("right", "three"),
    s3("own", "four", "", "http://localhost:9000"),
    { name: "files", type: "files", root: path.resolve("/ws/data") },
    s3("around", "five", "a/"),
    s3("inside", "five", "a/b/"),
    s3("elsewhere", "five", "a/b/", "http://localhost:9000"),
    { name: "deep", type: "files", root: path.resolve("/ws/data/deep/er") },
  ];
  const resolve = (text: string, access = {}) => {
    const names = { lakes: known.map(({ name }) => name), others: [], platform: process.platform };
    return resolvePlace(parsePlace(text, names), known, access, "/ws");
  };

  test("a bucket that a connection has is opened as the connection does it, by keys of the whole bucket", () => {
    assert.deepEqual(resolve("s3://one/a"), {
      address: { kind: "bucket", bucket: "one", like: "whole", access: {} },
      key: "a",
      connection: "whole",
    });
    const raw = resolve("s3://two/raw/a");
    assert.deepEqual([raw.connection, raw.key], ["raw", "raw/a"]);
  });

  test("of another one nothing is known but what is given", () => {
    assert.deepEqual(resolve("s3://other/a", { anonymous: true }), {
      address: { kind: "bucket", bucket: "other", access: { anonymous: true } },
      key: "a",
      connection: undefined,
    });
  });

  test("what is given goes before the connection, whose target has its say nevertheless", () => {
    const { address, connection } = resolve("s3://one/a", { profile: "me" });
    assert.deepEqual(address, { kind: "bucket", bucket: "one", access: { profile: "me" } });
    assert.equal(connection, "whole");
    assert.equal(resolve("s3://four/a", { endpoint: "http://elsewhere" }).connection, undefined);
    assert.equal(resolve("s3://four/a", { endpoint: "http://localhost:9000" }).connection, "own");
  });

  test("two connections that have it must be told apart", () => {
    assert.throws(
      () => resolve("s3://three/a"),
      /the connections left and right both have the bucket three\./,
    );
    assert.equal(resolve("left:a").connection, "left");
  });

  test("of lakes in each other the innermost one has a say, and the one that is named is opened", () => {
    for (const [text, connection] of [
      ["around:x", "around"],
      ["around:b", "around"],
      ["around:b/", "inside"],
      ["around:b/c/d", "inside"],
      ["inside:x", "inside"],
      ["elsewhere:x", "elsewhere"],
      ["files:deep", "files"],
      ["files:deep/er/x", "deep"],
      ["deep:x", "deep"],
      ["./data/deep/er", "deep"],
      ["./data/deep/errant", "files"],
    ] as const)
      assert.equal(resolve(text).connection, connection, text);
    assert.deepEqual(resolve("files:deep/er/x").address, { kind: "connection", name: "files" });
  });

  test("a folder inside of a connection's is the connection's too", () => {
    for (const [text, connection] of [
      ["./data", "files"],
      ["data/x/y", "files"],
      ["./database", undefined],
      [".", undefined],
      ["../data", undefined],
      ["./data/..x", "files"],
    ] as const)
      assert.equal(resolve(text).connection, connection, text);
  });
});
