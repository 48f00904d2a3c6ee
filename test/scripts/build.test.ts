import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";
import { buildEntries, ENTRIES } from "../../scripts/build.ts";

let root = "";

before(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "build-"));
  mkdirSync(path.join(root, "src"));
  mkdirSync(path.join(root, "out"));
  writeFileSync(path.join(root, "out", "old.js"), "");
  writeFileSync(path.join(root, "package.json"), '{ "name": "millrace", "type": "module" }');
  write(
    "shared.ts",
    'import { packageRoot, runsFromSource } from "./package-root.ts";\nexport const root = (): string => [runsFromSource(), packageRoot()].join(" ");',
  );
  write("late.ts", 'export const late = "late";');
  write(
    "main.ts",
    'import picocolors from "picocolors";\nimport { root } from "./shared.ts";\nconst { late } = await import("./late.ts");\nconsole.log(typeof picocolors.red, late, root());',
  );
  write("worker.ts", 'import { root } from "./shared.ts";\nconsole.log("worker", root());');
  cpSync(path.join(packageRoot(), "runner", "package-root.ts"), path.join(root, "src", "package-root.ts"));
  // The package of the built file's import is found from the folder above it.
  const modules = path.join(root, "node_modules", "picocolors");
  cpSync(path.join(packageRoot(), "node_modules", "picocolors"), modules, { recursive: true });
});

after(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, text: string): void {
  writeFileSync(path.join(root, "src", name), text);
}

function runBuilt(file: string): string {
  return spawnSync(process.execPath, [path.join(root, "out", file)], { encoding: "utf8" }).stdout.trim();
}

test("the build bundles our own files, leaves packages outside, and empties its folder first", async () => {
  const built = await buildEntries(root, { cli: "src/main.ts", worker: "src/worker.ts" }, "out");

  const names = built.map(({ file }) => file).sort();
  assert.deepEqual(
    names.filter((name) => !name.startsWith("chunks/")),
    ["cli.js", "worker.js"],
  );
  assert.ok(
    names.some((name) => name.startsWith("chunks/late-")),
    "what is imported late is a file of its own",
  );
  assert.ok(built.every(({ bytes }) => bytes > 0));
  assert.ok(!existsSync(path.join(root, "out", "old.js")));
  assert.ok(readdirSync(path.join(root, "out")).includes("cli.js.map"));
  assert.match(readFileSync(path.join(root, "out", "cli.js"), "utf8"), /from "picocolors"/);
});

test("built files run, and find the package's folder", () => {
  assert.equal(runBuilt("cli.js"), `function late false ${root}`);
  assert.equal(runBuilt("worker.js"), `worker false ${root}`);
});

test("an entry that is not there is an error that names it", async () => {
  await assert.rejects(
    buildEntries(root, { cli: "src/main.ts", gone: "src/gone.ts" }, "out"),
    /src\/gone\.ts is missing/,
  );
});

test("a failed build leaves nothing behind", async () => {
  write("broken.ts", 'import "./not-there.ts";');
  await assert.rejects(
    buildEntries(root, { cli: "src/broken.ts", worker: "src/worker.ts" }, "failed", "silent"),
    /build failed/,
  );
  assert.ok(!existsSync(path.join(root, "failed")));
});

test("every file that is run or bundled by itself at run time is built", () => {
  const folder = path.join(packageRoot(), "runner");
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  const named = sources.flatMap((name) => {
    const text = readFileSync(path.join(folder, name), "utf8");
    return [...text.matchAll(/\bownFile\("([^"]+)"\)/g)].map((match) => `runner/dag/${match[1]}.ts`);
  });
  assert.notEqual(named.length, 0);
  for (const source of named)
    assert.ok(Object.values(ENTRIES).includes(source), `${source} is not in ENTRIES`);
});
