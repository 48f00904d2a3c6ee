import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { type TestContext, test } from "node:test";
import { UserError } from "../../../protocol/user-error.ts";
import { filesLake } from "../../../runner/connections/files/files-lake.ts";
import { filesWriter } from "../../../runner/connections/files/files-writer.ts";
import { partName } from "../../../runner/connections/files/part-name.ts";

async function folder(t: TestContext): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), "mr-writer-"));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

const TIME = new Date("2018-11-01T12:34:56.123Z");

async function put(root: string, key: string, text: string, size = text.length): Promise<void> {
  await filesWriter({ root }).put(key, Readable.from([Buffer.from(text)]), { size, lastModified: TIME });
}

function failsWith(code: string): (error: unknown) => boolean {
  return (error) => error instanceof UserError && error.code === code && error.next !== undefined;
}

/** All names below a folder, without what is a folder. */
async function files(root: string): Promise<string[]> {
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}

test("writes a file with the object's time, in folders that it makes", async (t) => {
  const root = path.join(await folder(t), "not", "there");
  await put(root, "a/b c/d.json", "hello");
  await put(root, "a/empty", "");
  assert.equal(await readFile(path.join(root, "a/b c/d.json"), "utf8"), "hello");
  assert.deepEqual(await files(root), ["a/b c/d.json", "a/empty"]);
  const object = await filesLake({ name: "lake", root }).head("a/b c/d.json");
  assert.equal(object?.lastModified.getTime(), TIME.getTime());
});

test("times come back to the millisecond, whichever it is", async (t) => {
  const root = await folder(t);
  for (let ms = 0; ms < 1000; ms += 37) {
    const lastModified = new Date(TIME.getTime() - TIME.getMilliseconds() + ms);
    await filesWriter({ root }).put("a", Readable.from([]), { size: 0, lastModified });
    const { mtimeMs } = await stat(path.join(root, "a"));
    assert.equal(Math.floor(mtimeMs), lastModified.getTime());
  }
});

test("what was there stays until the new one is whole", async (t) => {
  const root = await folder(t);
  await put(root, "a", "before");
  await assert.rejects(put(root, "a", "half", 8), failsWith("body-incomplete"));
  await assert.rejects(put(root, "a", "too much", 4), failsWith("body-incomplete"));
  const broken = Readable.from(
    (function* () {
      yield Buffer.from("ha");
      throw new UserError({ code: "broken", message: "Broken.", next: "Wait." });
    })(),
  );
  await assert.rejects(
    filesWriter({ root }).put("a", broken, { size: 4, lastModified: TIME }),
    failsWith("broken"),
  );
  assert.equal(await readFile(path.join(root, "a"), "utf8"), "before");
  assert.deepEqual(await files(root), ["a"]);
});

test("an abort in the middle leaves nothing, also when no more bytes come", async (t) => {
  const root = await folder(t);
  const stop = new AbortController();
  const body = new Readable({ read() {} });
  body.push(Buffer.from("half"));
  const writing = filesWriter({ root }).put("x/a", body, { size: 8, lastModified: TIME }, stop.signal);
  while (!existsSync(path.join(root, "x", partName("a")))) await new Promise((done) => setImmediate(done));
  stop.abort();
  await assert.rejects(writing, { name: "AbortError" });
  assert.deepEqual(await files(root), []);
  assert.ok(body.destroyed);
});

test("what a killed process left is no object, and is gone when the file is written again", async (t) => {
  const root = await folder(t);
  await writeFile(path.join(root, partName("a")), "left by somebody who is no more");
  const keys: string[] = [];
  for await (const { key } of filesLake({ name: "lake", root }).list("")) keys.push(key);
  assert.deepEqual(keys, []);
  await put(root, "a", "whole");
  assert.deepEqual(await files(root), ["a"]);
  assert.equal(await readFile(path.join(root, "a"), "utf8"), "whole");
});

test("two that write one file at a time: one of them does, and the other is told", async (t) => {
  const root = await folder(t);
  const first = new Readable({ read() {} });
  first.push(Buffer.from("first"));
  const slow = filesWriter({ root }).put("a", first, { size: 10, lastModified: TIME });
  const part = path.join(root, partName("a"));
  while (!existsSync(part)) await new Promise((done) => setImmediate(done));
  const second = new Readable({ read() {} });
  const { ino } = await stat(part);
  const later = filesWriter({ root }).put("a", second, { size: 6, lastModified: TIME });
  // Until it has taken the name away.
  while ((await stat(part).catch(() => ({ ino }))).ino === ino)
    await new Promise((done) => setImmediate(done));
  first.push(Buffer.from("first"));
  first.push(null);
  await assert.rejects(slow, failsWith("written-by-another"));
  second.push(Buffer.from("second"));
  second.push(null);
  await later;
  assert.equal(await readFile(path.join(root, "a"), "utf8"), "second");
  assert.deepEqual(await files(root), ["a"]);
});

test("nothing is ever written outside of the folder", async (t) => {
  const outer = await folder(t);
  const root = path.join(outer, "root");
  await mkdir(path.join(outer, "victim"), { recursive: true });
  await mkdir(root);
  await symlink(path.join(outer, "victim"), path.join(root, "link"));
  await symlink(path.join(outer, "victim", "made"), path.join(root, "dangling"));
  await writeFile(path.join(outer, "victim.txt"), "precious");
  await symlink(path.join(outer, "victim.txt"), path.join(root, "file"));
  for (const key of ["../x", "a/../../x", "/x", "..", "a//../../x", "./../x"])
    await assert.rejects(put(root, key, "evil"), failsWith("bad-file-name"), key);
  for (const key of ["link/x", "link/deeper/x"])
    await assert.rejects(put(root, key, "evil"), failsWith("leads-outside"), key);
  await assert.rejects(put(root, "dangling/x", "evil"), UserError);
  // A link that is a file is replaced; what it leads to is not.
  await put(root, "file", "new");
  assert.equal(await readFile(path.join(outer, "victim.txt"), "utf8"), "precious");
  assert.deepEqual(await readdir(path.join(outer, "victim")), []);
  assert.deepEqual((await readdir(outer)).sort(), ["root", "victim", "victim.txt"]);
});

test("a link to a folder inside, and a root that is a link, are followed", async (t) => {
  const outer = await folder(t);
  const real = path.join(outer, "real");
  await mkdir(path.join(real, "days"), { recursive: true });
  await symlink(path.join(real, "days"), path.join(real, "link"));
  await symlink(real, path.join(outer, "root"));
  await put(path.join(outer, "root"), "link/a", "a");
  assert.deepEqual(await readdir(path.join(real, "days")), ["a"]);
});

test("a file where a folder is needed, and a folder where a file is", async (t) => {
  const root = await folder(t);
  await put(root, "a", "file");
  await put(root, "b/c", "file");
  await assert.rejects(put(root, "a/b", "x"), failsWith("file-in-the-way"));
  await assert.rejects(put(root, "b", "x"), failsWith("folder-in-the-way"));
  await assert.rejects(put(path.join(root, "a"), "x", "x"), failsWith("file-in-the-way"));
  assert.deepEqual(await files(root), ["a", "b/c"]);
});

test("names that are as long as names can be", async (t) => {
  const root = await folder(t);
  const name = "é".repeat(127);
  await put(root, name, "x");
  assert.deepEqual(await files(root), [name]);
});

test("knows whether its file system tells cases apart, and leaves nothing behind to find out", async (t) => {
  const root = await folder(t);
  await writeFile(path.join(root, "lower"), "");
  const folds = existsSync(path.join(root, "LOWER"));
  assert.equal(await filesWriter({ root }).foldsCase(true), folds);
  assert.deepEqual(await files(root), ["lower"]);
});

test("a folder that is not there yet is tried out too, and is not there afterwards", async (t) => {
  const outer = await folder(t);
  const folds = await filesWriter({ root: outer }).foldsCase(true);
  assert.equal(await filesWriter({ root: path.join(outer, "not", "there") }).foldsCase(true), folds);
  assert.deepEqual(await readdir(outer), []);
});

test("where that may not or cannot be tried out, it is what such systems do", async (t) => {
  const usual = ["darwin", "win32"].includes(process.platform);
  const root = path.join(await folder(t), "not there");
  assert.equal(await filesWriter({ root }).foldsCase(false), usual);
  assert.equal(existsSync(root), false);
  await mkdir(path.join(root, partName("Case")), { recursive: true });
  assert.equal(await filesWriter({ root }).foldsCase(true), usual);
});

test("no more is read of a large object than was written, but for a piece", async (t) => {
  const root = await folder(t);
  const part = path.join(root, partName("a"));
  const [piece, count] = [1 << 20, 40];
  let most = 0;
  const body = Readable.from(
    (async function* () {
      for (let read = 0; read < count; read += 1) {
        const written = (await stat(part).catch(() => ({ size: 0 }))).size;
        most = Math.max(most, read * piece - written);
        yield Buffer.alloc(piece);
      }
    })(),
    { objectMode: false, highWaterMark: 1 },
  );
  await filesWriter({ root }).put("a", body, { size: piece * count, lastModified: TIME });
  assert.ok(most <= 3 * piece, `${most}`);
});
