import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import type { Lake, LakeObject } from "../../../runner/connections/lake.ts";
import type { TestedLake } from "./tested-lake.ts";

/** Something that every lake does. */
export interface LakeCase {
  readonly name: string;
  /** Only where every key can be. */
  readonly needsEveryKey?: true;
  run(t: TestContext, kind: TestedLake): Promise<void>;
}

const byUtf8 = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

async function listed(lake: Lake, prefix = ""): Promise<LakeObject[]> {
  const all: LakeObject[] = [];
  for await (const object of lake.list(prefix)) all.push(object);
  return all;
}

async function keys(lake: Lake, prefix = ""): Promise<string[]> {
  return (await listed(lake, prefix)).map(({ key }) => key);
}

async function level(lake: Lake, prefix = ""): Promise<string[]> {
  const all: string[] = [];
  for await (const entry of lake.level(prefix))
    all.push(entry.kind === "folder" ? `folder ${entry.prefix}` : entry.object.key);
  return all;
}

async function found(lake: Lake, key: string): Promise<LakeObject> {
  const object = await lake.head(key);
  assert.ok(object !== undefined, `${key} is there`);
  return object;
}

async function content(lake: Lake, key: string): Promise<Buffer> {
  return await buffer(await lake.open(await found(lake, key)));
}

/** One that a lake might have had. */
function objectOf(key: string): LakeObject {
  return { key, size: 1, etag: "0123456789abcdef0123456789abcdef", lastModified: new Date(0) };
}

const TREE = ["a-b", "a/b-c/d", "a/b/c", "a0", "ab/c", "é", "\uFFEE", "😀"];
const BIG = Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => (at * 31 + (at >> 9)) % 256));
const ODD_KEYS = [
  "with space",
  " at the start/and end /x",
  "a+b",
  "100%",
  "%41",
  "%zz/%2F",
  'it\'s "quoted"',
  "question?x=1&y=2",
  "hash#1",
  "semi;colon,comma=equal",
  "(brackets) [and] {braces}",
  "back`tick~tilde^caret|pipe",
  "star*at@dollar$",
  "<tag>&amp;",
  "Björk/日本語 🎵.json",
  "e\u0301 is not \u00e9",
  "tab\there",
];

export const CASES: readonly LakeCase[] = [
  {
    name: "lists any prefix as the keys that start with it, in the order of their UTF-8 bytes",
    run: async (t, kind) => {
      const { lake } = await kind.filled(t, Object.fromEntries(TREE.map((key) => [key, ""])));
      const all = TREE.toSorted(byUtf8);
      for (const prefix of [
        "",
        "a",
        "a/",
        "a/b",
        "a/b/",
        "a/b/c",
        "a/b/c/",
        "A",
        "b",
        "é",
        "a//",
        "no/thing/",
      ])
        assert.deepEqual(
          await keys(lake, prefix),
          all.filter((key) => key.startsWith(prefix)),
          JSON.stringify(prefix),
        );
    },
  },
  {
    name: "lists more than a page holds, each key once",
    run: async (t, kind) => {
      const many = Array.from(
        { length: 1103 },
        (_, at) => `${at % 2 === 0 ? "Part" : "part"}-${(at * 7919) % 1103}`,
      );
      const { lake } = await kind.filled(t, Object.fromEntries(many.map((key) => [key, ""])));
      assert.deepEqual(await keys(lake), many.toSorted(byUtf8));
    },
  },
  {
    name: "shows one level: objects and folders, in one order",
    run: async (t, kind) => {
      const { lake } = await kind.filled(t, Object.fromEntries(TREE.map((key) => [key, ""])));
      assert.deepEqual(await level(lake), ["a-b", "folder a/", "a0", "folder ab/", "é", "\uFFEE", "😀"]);
      assert.deepEqual(await level(lake, "a/"), ["folder a/b-c/", "folder a/b/"]);
      assert.deepEqual(await level(lake, "a/b"), ["folder a/b-c/", "folder a/b/"]);
      assert.deepEqual(await level(lake, "a/b/"), ["a/b/c"]);
      assert.deepEqual(await level(lake, "x/"), []);
    },
  },
  {
    name: "shows one level over several pages, each folder once",
    run: async (t, kind) => {
      const many = Array.from({ length: 1050 }, (_, at) => `d${at}/${at % 3 === 0 ? "a/b" : "x"}`);
      const { lake } = await kind.filled(t, Object.fromEntries(many.map((key) => [key, ""])));
      assert.deepEqual(await level(lake), many.map((key) => `folder ${key.split("/")[0]}/`).sort(byUtf8));
    },
  },
  {
    name: "tells the same of an object by head and by list",
    run: async (t, kind) => {
      const { lake, put } = await kind.filled(t, { "a/b.json": '{"a":1}' });
      const before = await found(lake, "a/b.json");
      assert.equal(before.size, 7);
      assert.ok(Math.abs(before.lastModified.getTime() - Date.now()) < 600_000);
      assert.deepEqual(await listed(lake), [before]);
      await put("a/b.json", '{"a":2}');
      assert.notEqual((await found(lake, "a/b.json")).etag, before.etag);
    },
  },
  {
    name: "gives objects of all sizes as they are",
    run: async (t, kind) => {
      const sizes = [0, 1, 256 * 1024, 256 * 1024 + 1, BIG.length];
      const { lake } = await kind.filled(
        t,
        Object.fromEntries(sizes.map((size) => [`of ${size}`, BIG.subarray(0, size)])),
      );
      for (const size of sizes)
        assert.ok((await content(lake, `of ${size}`)).equals(BIG.subarray(0, size)), `${size}`);
    },
  },
  {
    name: "gives compressed objects as they are stored",
    run: async (t, kind) => {
      const zipped = gzipSync('{"a":1}\n');
      const { lake } = await kind.filled(t, { "a.json.gz": zipped });
      const bytes = await content(lake, "a.json.gz");
      assert.ok(bytes.equals(zipped));
      assert.equal(gunzipSync(bytes).toString(), '{"a":1}\n');
    },
  },
  {
    name: "takes odd keys as they are",
    run: async (t, kind) => {
      const { lake } = await kind.filled(t, Object.fromEntries(ODD_KEYS.map((key) => [key, `of ${key}`])));
      assert.deepEqual(await keys(lake), ODD_KEYS.toSorted(byUtf8));
      for (const key of ODD_KEYS) assert.equal((await content(lake, key)).toString(), `of ${key}`);
      for (const key of ["with space", "%zz/", "Björk/日"])
        assert.deepEqual(
          await keys(lake, key),
          ODD_KEYS.filter((one) => one.startsWith(key)),
        );
    },
  },
  {
    name: "takes any key of printable characters",
    run: async (t, kind) => {
      const { lake, put, remove } = await kind.filled(t, {});
      const part = fc
        .string({ unit: "grapheme", minLength: 1, maxLength: 8 })
        .filter((text) => !/[/\\\p{Cc}]/u.test(text) && !/^\.+$/.test(text) && text.isWellFormed());
      const key = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
      await fc.assert(
        fc.asyncProperty(key, async (one) => {
          await put(one, one);
          assert.deepEqual(await keys(lake), [one]);
          assert.equal((await content(lake, one)).toString(), one);
          await remove(one);
          assert.equal(await lake.head(one), undefined);
        }),
        { numRuns: 25 },
      );
    },
  },
  {
    name: "lists keys that no folder could hold, markers of directories among them",
    needsEveryKey: true,
    run: async (t, kind) => {
      const all = ["a", "a/", "a/b", "a//b", "a/./b", "a/../b", "/a", "b/"];
      const { lake } = await kind.filled(t, Object.fromEntries(all.map((key) => [key, key])));
      assert.deepEqual(await keys(lake), all.toSorted(byUtf8));
      assert.deepEqual(await level(lake), ["folder /", "a", "folder a/", "folder b/"]);
      assert.deepEqual(await level(lake, "a/"), ["a/", "folder a/../", "folder a/./", "folder a//", "a/b"]);
      for (const key of all) assert.equal((await content(lake, key)).toString(), key, key);
    },
  },
  {
    name: "finds no object where there is none",
    run: async (t, kind) => {
      const { lake } = await kind.filled(t, { "a/b": "1" });
      for (const key of [
        "nothing",
        "a",
        "a/",
        "a/b/c",
        "A/b",
        "../outside",
        "/a/b",
        "a//b",
        "a/./b",
        "\ud800",
        "",
      ]) {
        assert.equal(await lake.head(key), undefined, key);
        const error = { name: "UserError", code: "object-removed", retryable: true };
        await assert.rejects(lake.open(objectOf(key)), error, key);
      }
    },
  },
  {
    name: "says that an object is gone, or is another one, since it was listed",
    run: async (t, kind) => {
      const { lake, put, remove } = await kind.filled(t, {
        small: "old",
        big: BIG,
        gone: "x",
        "big gone": BIG,
      });
      const before = await listed(lake);
      await put("small", "new");
      await put("big", Buffer.from(BIG.toReversed()));
      await remove("gone");
      await remove("big gone");
      const codes: Record<string, string> = {};
      for (const object of before)
        await lake
          .open(object)
          .then(buffer)
          .catch((error) => {
            codes[object.key] = `${error.name} ${error.code} ${error.retryable}`;
          });
      assert.deepEqual(codes, {
        small: "UserError object-changed true",
        big: "UserError object-changed true",
        gone: "UserError object-removed true",
        "big gone": "UserError object-removed true",
      });
    },
  },
  {
    name: "always fails where there is no bucket and no folder",
    run: async (t, kind) => {
      const lake = await kind.missing(t);
      const error = { name: "UserError", code: "lake-missing", retryable: false };
      await assert.rejects(keys(lake), error);
      await assert.rejects(keys(lake, "a/b"), error);
      await assert.rejects(level(lake), error);
      await assert.rejects(lake.head("a"), error);
      await assert.rejects(lake.head(""), error);
      await assert.rejects(lake.open(objectOf("a")), error);
    },
  },
  {
    name: "ends a listing that is aborted",
    run: async (t, kind) => {
      const { lake } = await kind.filled(t, Object.fromEntries(TREE.map((key) => [key, ""])));
      const controller = new AbortController();
      const seen: string[] = [];
      await assert.rejects(
        async () => {
          for await (const { key } of lake.list("", controller.signal)) {
            seen.push(key);
            controller.abort();
          }
        },
        { name: "AbortError" },
      );
      assert.equal(seen.length, 1);
      await assert.rejects(listedWith(lake, controller.signal), { name: "AbortError" });
      await assert.rejects(lake.head("a0", controller.signal), { name: "AbortError" });
      await assert.rejects(lake.open(objectOf("a0"), controller.signal), { name: "AbortError" });
    },
  },
  {
    name: "ends the reading of an object that is aborted, or left",
    run: async (t, kind) => {
      const { lake } = await kind.filled(t, { big: BIG });
      const object = await found(lake, "big");
      const controller = new AbortController();
      const stream = await lake.open(object, controller.signal);
      await assert.rejects(
        async () => {
          for await (const _ of stream) controller.abort();
        },
        { name: "AbortError" },
      );
      assert.ok(stream.destroyed);
      const left = await lake.open(object);
      for await (const _ of left) break;
      assert.ok(left.destroyed);
      assert.ok((await content(lake, "big")).equals(BIG));
    },
  },
  {
    name: "reads no further than it is asked to",
    run: async (t, kind) => {
      const { lake } = await kind.filled(t, { big: Buffer.alloc(40 << 20, "x") });
      const stream = await lake.open(await found(lake, "big"));
      const first = await new Promise<Buffer>((resolve) =>
        stream.once("readable", () => resolve(stream.read())),
      );
      assert.ok(first.length > 0);
      for (let turns = 0; turns < 200; turns++) await turn();
      assert.ok(stream.readableLength < 2 << 20, `${stream.readableLength} bytes are held`);
      let bytes = first.length;
      for await (const chunk of stream) bytes += (chunk as Buffer).length;
      assert.equal(bytes, 40 << 20);
    },
  },
  {
    name: "reads many objects at a time",
    run: async (t, kind) => {
      const many = Array.from({ length: 150 }, (_, at) => `k${at}`);
      const { lake } = await kind.filled(t, Object.fromEntries(many.map((key) => [key, key.repeat(100)])));
      const objects = await listed(lake);
      const contents = await Promise.all(objects.map(async (object) => buffer(await lake.open(object))));
      assert.deepEqual(
        contents.map(String),
        objects.map(({ key }) => key.repeat(100)),
      );
    },
  },
];

async function listedWith(lake: Lake, signal: AbortSignal): Promise<void> {
  for await (const _ of lake.list("", signal)) assert.fail("it goes on");
}
