import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { type CliResult, cli, cliFolder, oneDocument } from "../helpers/cli.ts";

const folder = cliFolder();

function millrace(line: string, cwd = ""): Promise<CliResult> {
  return cli(line.split(" "), { cwd: path.join(folder.path, cwd) });
}

test("init, and the commands it names next", async () => {
  const made = await millrace("init first");
  assert.deepEqual(made, {
    code: 0,
    stderr: "",
    stdout: `Made first with hello.dag.ts.

Next:
  cd first
  millrace run hello
  millrace status hello --last
`,
  });
  const run = await millrace("run hello --date 2026-01-01", "first");
  assert.equal(run.code, 0, run.stderr);
  assert.match(run.stdout, /^\d\d:\d\d:\d\d hello 2026-01-01 running\n/);
  assert.match(run.stdout, /\n✓ hello {2}1 run in [\d.]+ m?s: 1 success\n$/);
  // Found upward from a folder of the workspace.
  const status = await millrace("status hello --last", "first/sql");
  assert.match(status.stdout, /^hello 2026-01-01 {2}✓ success/);
  const again = await millrace("init first");
  assert.equal(again.code, 2);
  assert.match(again.stderr, /^error \S+first is not empty: it has .*\n {2}Name a folder that is empty/);
});

test("init in the folder one is in, or that -C names", async () => {
  mkdirSync(path.join(folder.path, "second"));
  const here = await millrace("init", "second");
  assert.match(
    here.stdout,
    /^Made a workspace here with hello\.dag\.ts\.\n\nNext:\n {2}millrace run hello\n/,
  );
  mkdirSync(path.join(folder.path, "third"));
  const there = await millrace("-C third init --json");
  const document = oneDocument(there.stdout);
  assert.equal(document.folder, path.join(folder.path, "third"));
  for (const file of document.files) assert.ok(!path.isAbsolute(file));
  assert.ok(readdirSync(path.join(folder.path, "third")).includes("millrace.json"));
});

test("init --sample makes data, and --json tells how much", async () => {
  const { code, stdout, stderr } = await millrace("init sample --sample --events 1_000 --seed 2 --json");
  assert.deepEqual([code, stderr], [0, ""]);
  const { counts, from, to, files } = oneDocument(stdout);
  assert.deepEqual([from, to, counts.events, counts.days.length], ["2018-11-01", "2018-11-30", 1000, 30]);
  assert.ok(files.includes("sparkify.dag.ts"));
  const bad = await millrace("-C nowhere list");
  assert.equal(bad.code, 2);
  assert.match(bad.stderr, /^error There is no folder \S+nowhere\.\n/);
});

test("demo --json: one document with what was generated and what came out", async () => {
  const { code, stdout, stderr } = await millrace("demo --events 1000 --json");
  assert.deepEqual([code, stderr], [0, ""]);
  const { runs, tables, folder: made } = oneDocument(stdout);
  assert.equal(made, path.join(folder.path, "millrace-demo"));
  assert.deepEqual(runs, { queued: 0, running: 0, success: 30, failed: 0, cancelled: 0 });
  for (const { name, expected, observed } of tables) assert.equal(observed, expected, name);
  assert.equal(tables[0].name, "songplays");
});

test("demo makes its folder anew, and tells a story that ends with what to try", async () => {
  const { code, stdout, stderr } = await millrace("demo --events 1000");
  assert.deepEqual([code, stderr], [0, ""]);
  const titles = [...stdout.matchAll(/\n\n([A-Z][^\n]*[^\n:])\n\n/g)].map(([, title]) => title);
  assert.deepEqual(titles, [
    "The pipeline",
    "Backfill, 2018-11-01 to 2018-11-30",
    "Tables",
    "Checks",
    "Against what was generated",
  ]);
  assert.doesNotMatch(stdout, /DIFFERENT/);
  assert.match(stdout, /\n {2}millrace -C millrace-demo status sparkify --date 2018-11-30\n/);
});
