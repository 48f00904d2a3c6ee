import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";
import { GIT_IGNORE } from "../../runner/sample/copy-sample.ts";
import { createEmpty, createSample } from "../../runner/sample/create-sample.ts";
import { writeEnvironmentFile } from "../../runner/sample/environment-file.ts";

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "millrace-test-sample-"));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

test("a sample is the workspace and its data", async (t) => {
  const folder = path.join(await temporaryFolder(t), "new", "workspace");
  const made = await createSample({ folder, size: 1000, seed: 3 });
  for (const file of ["sparkify.dag.ts", "millrace.json", "README.md", ".gitignore", "sql/songplays.sql"]) {
    assert.ok(made.files.includes(file), `${file} is missing`);
  }
  const written = [".gitignore", ".env"];
  for (const file of made.files.filter((name) => !written.includes(name))) {
    const original = path.join(packageRoot(), "samples", "sparkify", file);
    assert.equal(await readFile(path.join(folder, file), "utf8"), await readFile(original, "utf8"));
  }
  assert.deepEqual([made.from, made.to], ["2018-11-01", "2018-11-30"]);
  assert.equal(made.counts.events, 1000);
  const logs = await readdir(path.join(folder, "data", "log_data", "2018", "11"));
  assert.equal(logs.length, 30);
  const songs = await readdir(path.join(folder, "data", "song_data"), { recursive: true });
  assert.equal(songs.filter((file) => file.endsWith(".json")).length, made.counts.songs);
});

test("each copy of the sample has a password and a Docker project of its own, for its owner's eyes", async (t) => {
  const folder = await temporaryFolder(t);
  const texts: string[] = [];
  for (const name of ["a", "b"]) {
    const made = await createSample({ folder: path.join(folder, name), size: 1000 });
    assert.ok(made.files.includes(".env"));
    const file = path.join(made.folder, ".env");
    if (process.platform !== "win32") assert.equal((await stat(file)).mode & 0o777, 0o600);
    const text = await readFile(file, "utf8");
    assert.match(text, /^SPARKIFY_PASSWORD=[0-9a-f]{48}\nCOMPOSE_PROJECT_NAME=sparkify-[0-9a-f]{8}\n$/m);
    texts.push(...text.split("\n").filter((line) => /^\w+=/.test(line)));
  }
  assert.equal(new Set(texts).size, 4, texts.join("\n"));
  const [first = ""] = await readdir(folder);
  const before = await readFile(path.join(folder, first, ".env"), "utf8");
  await writeEnvironmentFile(path.join(folder, first));
  assert.equal(await readFile(path.join(folder, first, ".env"), "utf8"), before);
});

test("what runs of the samples themselves leave behind is not copied, and the ignore files agree", async (t) => {
  const folder = await temporaryFolder(t);
  const files = await createEmpty({ folder });
  assert.deepEqual(files, [".gitignore", "hello.dag.ts", "millrace.json", "sql/greet.sql"]);
  assert.deepEqual(await readdir(path.join(folder, "data")), []);
  for (const sample of ["sparkify", "empty"]) {
    const ignored = await readFile(path.join(packageRoot(), "samples", sample, ".gitignore"), "utf8");
    assert.equal(ignored, GIT_IGNORE);
  }
});

test("a folder that is not empty is left alone", async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(path.join(folder, "mine.txt"), "mine");
  for (const create of [() => createSample({ folder }), () => createEmpty({ folder })]) {
    await assert.rejects(create(), {
      name: "UserError",
      code: "folder-not-empty",
      message: `${folder} is not empty: it has mine.txt.`,
    });
  }
  assert.deepEqual(await readdir(folder), ["mine.txt"]);
});

test("a place that cannot be a folder is told so", async (t) => {
  const file = path.join(await temporaryFolder(t), "file");
  await writeFile(file, "");
  await assert.rejects(createEmpty({ folder: file }), {
    code: "cannot-write",
    message: /a file has this name/,
  });
  await assert.rejects(createEmpty({ folder: path.join(file, "below") }), {
    code: "cannot-write",
    message: /a part of the path is a file/,
  });
});

test("a size that makes no sense is told before anything is made", async (t) => {
  const folder = path.join(await temporaryFolder(t), "workspace");
  await assert.rejects(createSample({ folder, size: 10 }), { code: "bad-sample-size" });
  assert.ok(!existsSync(folder));
});
