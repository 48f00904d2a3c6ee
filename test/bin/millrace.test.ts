import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { transform } from "esbuild";
import { packageRoot } from "../../runner/package-root.ts";

const SOURCE = path.join(packageRoot(), "bin", "millrace.js");

let root = "";

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "bin-"));
  writeFileSync(path.join(root, "package.json"), '{ "type": "module" }');
  cpSync(SOURCE, path.join(root, "bin", "millrace.js"));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function start(options: { cli?: string; nodeVersion?: string }): {
  code: number | null;
  stdout: string;
  stderr: string;
} {
  if (options.cli !== undefined) {
    mkdirSync(path.join(root, "dist"));
    writeFileSync(path.join(root, "dist", "cli.js"), options.cli);
  }
  const args = [path.join(root, "bin", "millrace.js"), "runs", "--json"];
  if (options.nodeVersion !== undefined) {
    const fake = `Object.defineProperty(process.versions, "node", { value: ${JSON.stringify(options.nodeVersion)} });`;
    args.unshift("--import", `data:text/javascript,${encodeURIComponent(fake)}`);
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return { code: status, stdout, stderr };
}

test("the command starts the built command line with its arguments, and gives back its exit code", () => {
  const result = start({ cli: "console.log(process.argv.slice(2).join()); process.exitCode = 7;" });
  assert.deepEqual(result, { code: 7, stdout: "runs,--json\n", stderr: "" });
});

for (const nodeVersion of ["18.20.4", "20.20.2", "22.12.0"]) {
  test(`on Node ${nodeVersion} the command says in one sentence what is needed`, () => {
    const { code, stdout, stderr } = start({ cli: "console.log('started')", nodeVersion });
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /^Millrace needs Node\.js 22\.13 or newer, and this is [\d.]+: install [^\n]+\.\n$/);
  });
}

for (const nodeVersion of ["22.13.0", "23.0.0", "100.1.0"]) {
  test(`on Node ${nodeVersion} the command starts`, () => {
    assert.equal(start({ cli: "console.log('started')", nodeVersion }).stdout, "started\n");
  });
}

test("without a build, the command says how to make one", () => {
  const { code, stderr } = start({});
  assert.equal(code, 2);
  assert.match(stderr, /^Millrace is not built yet .*`npm run build`.*\.\n$/);
});

test("with a package missing, the command says how to install it", () => {
  const { code, stderr } = start({ cli: 'import "no-such-package";' });
  assert.equal(code, 2);
  assert.match(stderr, /no-such-package.*`npm install`/);
});

test("any other failure is shown as it is", () => {
  const { code, stderr } = start({ cli: 'throw new TypeError("a defect");' });
  assert.equal(code, 1);
  assert.match(stderr, /TypeError: a defect/);
});

test("old versions of Node can read the command's file", async () => {
  const source = readFileSync(SOURCE, "utf8");
  const old = await transform(source, {
    target: "es2019",
    supported: { "dynamic-import": true, "import-meta": true },
  });
  const today = await transform(source, { target: "esnext" });
  assert.equal(today.code, old.code, "nothing of it needs to be rewritten");
});
