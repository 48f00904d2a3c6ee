import assert from "node:assert/strict";
import { once } from "node:events";
import { readlinkSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { filesLake } from "../../../runner/connections/files/files-lake.ts";
import type { Lake, LakeObject } from "../../../runner/connections/lake.ts";
import { compareUtf8 } from "../../../runner/core/utf8-order.ts";

async function folder(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), "millrace-files-"));
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const [key, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, key)), { recursive: true });
    await writeFile(path.join(root, key), content);
  }
  return root;
}

async function found(lake: Lake, key: string): Promise<LakeObject> {
  const object = await lake.head(key);
  assert.ok(object !== undefined, `${key} is there`);
  return object;
}

/** Undefined when it is not there any more. */
function linkOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}

function objectOf(key: string): LakeObject {
  return { key, size: 1, etag: "gone", lastModified: new Date(0) };
}

async function keys(lake: Lake, prefix = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const object of lake.list(prefix)) found.push(object.key);
  return found;
}

const TREE = {
  "a-b": "",
  "a/b": "",
  "a/b-c/d": "",
  "a/b/c": "",
  a0: "",
  ".hidden/.x": "",
  "ab/c": "",
};
// A file cannot have the name of a folder: a/b goes.
const { "a/b": _, ...FILES } = TREE;

const listings: readonly [prefix: string, keys: readonly string[]][] = [
  ["", [".hidden/.x", "a-b", "a/b-c/d", "a/b/c", "a0", "ab/c"]],
  ["a", ["a-b", "a/b-c/d", "a/b/c", "a0", "ab/c"]],
  ["a/", ["a/b-c/d", "a/b/c"]],
  ["a/b", ["a/b-c/d", "a/b/c"]],
  ["a/b/", ["a/b/c"]],
  ["a/b/c", ["a/b/c"]],
  ["a/b/c/", []],
  ["a/b-c/d", ["a/b-c/d"]],
  ["A", []],
  ["/a", []],
  ["./a", []],
  ["a//", []],
  ["a/../a/", []],
  ["../", []],
  ["nothing/here", []],
];

for (const [prefix, expected] of listings) {
  test(`lists the prefix ${JSON.stringify(prefix)}`, async (t) => {
    const lake = filesLake({ name: "lake", root: await folder(t, FILES) });
    assert.deepEqual(await keys(lake, prefix), expected);
  });
}

test("any tree is listed as its keys sorted by UTF-8 bytes, any prefix as the keys that start with it", async () => {
  const name = fc.string({
    unit: fc.constantFrom("a", "b", "-", ".", "0", "é", "\uFFEE", "😀"),
    minLength: 1,
    maxLength: 3,
  });
  const safe = name.filter((text) => text !== "." && text !== "..");
  const key = fc.array(safe, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(key, { maxLength: 12 }), key, async (all, prefix) => {
      const files = all.filter((one) => !all.some((other) => other.startsWith(`${one}/`)));
      const root = await mkdtemp(path.join(tmpdir(), "millrace-files-"));
      try {
        for (const file of files) {
          await mkdir(path.dirname(path.join(root, file)), { recursive: true });
          await writeFile(path.join(root, file), "");
        }
        const sorted = files.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        const lake = filesLake({ name: "lake", root });
        assert.deepEqual(await keys(lake), sorted);
        for (let cut = 1; cut <= prefix.length; cut++) {
          const start = prefix.slice(0, cut);
          assert.deepEqual(
            await keys(lake, start),
            sorted.filter((one) => one.startsWith(start)),
          );
        }
      } finally {
        await rm(root, { recursive: true });
      }
    }),
    { numRuns: 40 },
  );
});

test("keys are compared by their UTF-8 bytes", () => {
  const text = fc.string({ unit: "binary" }).filter((one) => one.isWellFormed());
  fc.assert(
    fc.property(text, text, (a, b) => {
      assert.equal(Math.sign(compareUtf8(a, b)), Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 1000 },
  );
});

test("files and folders of a long listing are all there", async (t) => {
  const files: Record<string, string> = {};
  for (let i = 0; i < 300; i++) files[i % 7 === 0 || i === 64 || i === 128 ? `${i}/x` : String(i)] = "";
  const lake = filesLake({ name: "lake", root: await folder(t, files) });
  assert.deepEqual(await keys(lake), Object.keys(files).toSorted(compareUtf8));
});

test("links are followed, except where they would never end", async (t) => {
  const outside = await folder(t, { "deep/x.json": "{}" });
  const root = await folder(t, { "a/b/file": "1" });
  await symlink(outside, path.join(root, "out"));
  await symlink(root, path.join(root, "a", "loop"));
  await symlink("..", path.join(root, "a", "b", "up"));
  await symlink("b/file", path.join(root, "a", "link"));
  await symlink("nowhere", path.join(root, "a", "broken"));
  await symlink(root, path.join(outside, "deep", "back"));
  const lake = filesLake({ name: "lake", root });
  assert.deepEqual(await keys(lake), ["a/b/file", "a/link", "out/deep/x.json"]);
  assert.deepEqual(await keys(lake, "a/"), ["a/b/file", "a/link"]);
  assert.deepEqual(await keys(lake, "a/loop/"), []);
  assert.deepEqual(await keys(lake, "out/deep/"), ["out/deep/x.json"]);
});

test("an object has its size, its time, and an etag that changes with the content", async (t) => {
  const root = await folder(t, { "a.json": "123" });
  const lake = filesLake({ name: "lake", root });
  const before = await lake.head("a.json");
  assert.equal(before?.size, 3);
  assert.deepEqual(await lake.head("a.json"), before);
  for await (const object of lake.list("")) assert.deepEqual(object, before);
  const later = new Date(2_000_000_000_000);
  await writeFile(path.join(root, "a.json"), "124");
  await utimes(path.join(root, "a.json"), later, later);
  const after = await lake.head("a.json");
  assert.notEqual(after?.etag, before?.etag);
  assert.equal(after?.lastModified.getTime(), later.getTime());
});

for (const size of [0, 5, 256 * 1024, 256 * 1024 + 1, 700_000]) {
  test(`opens an object of ${size} bytes`, async (t) => {
    const content = "x".repeat(size);
    const lake = filesLake({ name: "lake", root: await folder(t, { "a/b": content }) });
    assert.equal((await buffer(await lake.open(await found(lake, "a/b")))).toString(), content);
  });
}

for (const key of ["nothing", "a", "a/", "a/b/c", "../outside", "/a/b", "a//b", "a/./b", ""]) {
  test(`there is no object ${JSON.stringify(key)}`, async (t) => {
    const lake = filesLake({ name: "lake", root: await folder(t, { "a/b": "1" }) });
    assert.equal(await lake.head(key), undefined);
    await assert.rejects(lake.open(objectOf(key)), { name: "UserError", code: "object-removed" });
  });
}

test("a root that is not there, or is no folder, always fails", async (t) => {
  const parent = await folder(t, { file: "" });
  for (const name of ["missing", "file"]) {
    const lake = filesLake({ name: "lake", root: path.join(parent, name) });
    const error = { name: "UserError", code: "lake-missing", retryable: false };
    await assert.rejects(keys(lake), error);
    await assert.rejects(keys(lake, "a/b"), error);
    await assert.rejects(lake.head("a"), error);
    await assert.rejects(lake.open(objectOf("a")), error);
  }
});

test("a file that was opened and is not read is closed", { timeout: 20_000 }, async (t) => {
  const root = await folder(t, { big: "x".repeat(300_000) });
  const lake = filesLake({ name: "lake", root });
  const object = await found(lake, "big");
  const given = await lake.open(object);
  given.destroy();
  await once(given, "close");
  const controller = new AbortController();
  const aborted = await lake.open(object, controller.signal);
  controller.abort();
  await assert.rejects(once(aborted, "close"), { name: "AbortError" });
  const left = await lake.open(object);
  for await (const _ of left) break;
  if (process.platform !== "linux") return;
  const isOpen = async (): Promise<boolean> =>
    (await readdir("/proc/self/fd")).some((fd) => linkOf(`/proc/self/fd/${fd}`) === path.join(root, "big"));
  while (await isOpen()) await setImmediate();
});

test("an aborted listing ends", async (t) => {
  const lake = filesLake({ name: "lake", root: await folder(t, FILES) });
  const controller = new AbortController();
  await assert.rejects(
    async () => {
      for await (const _object of lake.list("", controller.signal)) controller.abort();
    },
    { name: "AbortError" },
  );
});

test("a key is described below the root as it was written", () => {
  assert.equal(filesLake({ name: "lake", root: "data/" }).describe("a/b"), "data/a/b");
});
