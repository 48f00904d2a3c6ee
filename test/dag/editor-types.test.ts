import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { configJsonSchema } from "../../runner/config/config.ts";
import { writeEditorTypes } from "../../runner/dag/editor-types.ts";
import { packageRoot } from "../../runner/package-root.ts";
import { buildTypes } from "../../scripts/build-types.ts";

const TSC = path.join(packageRoot(), "node_modules", "typescript", "bin", "tsc");

describe("types for editors, with nothing installed", () => {
  let folder: string;
  let types: string;
  let workspace: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "millrace-types-"));
    types = path.join(folder, "types");
    workspace = path.join(folder, "workspace");
    buildTypes(packageRoot(), types);
    await cp(path.join(packageRoot(), "samples", "sparkify"), workspace, { recursive: true });
    assert.deepEqual(await writeEditorTypes(workspace, types), {});
  });
  after(() => rm(folder, { recursive: true }));
  const compile = () => {
    const { status, stdout } = spawnSync(process.execPath, [TSC, "-p", "."], {
      cwd: workspace,
      encoding: "utf8",
    });
    return { status, errors: stdout.split("\n").filter((line) => line !== "") };
  };

  test("the sample compiles", () => {
    assert.deepEqual(compile(), { status: 0, errors: [] });
  });

  test("a misspelt parameter is an error at its place", async () => {
    const file = path.join(workspace, "misspelt.dag.ts");
    await writeFile(
      file,
      [
        'import { dag, dataQuality, defineOperator, loadFact, notNull, rowCount, runTask } from "millrace";',
        'const copy = defineOperator<{ from: string }>({ name: "copy", run: ({ from }, c) => c.log(from) });',
        'dag({ id: "misspelt" }, () => {',
        '  loadFact("load", { table: "t", sql: "SELECT 1", timeColum: "x" });',
        '  copy("copy", { form: "a" });',
        '  runTask("run", { run: async (c) => c.log((await c.query("SELECT 1")).rowCount, await fetch("x")) });',
        '  dataQuality("check", { checks: [',
        '    notNull({ table: "t", columns: ["a"], severity: { warn: 0, error: "0.5%" }, onEmpty: "skip" }),',
        '    rowCount({ table: "t", change: { min: "-10%", max: 100, over: 7 } }),',
        '    notNull({ table: "t", columns: "a", severity: "warning" }),',
        '    notNull({ table: "t", columns: "a", severity: { error: "5" } }),',
        "  ] });",
        "});",
      ].join("\n"),
    );
    const { errors } = compile();
    await rm(file);
    assert.equal(errors.length, 4, errors.join("\n"));
    assert.match(
      errors[0] ?? "",
      /^misspelt\.dag\.ts\(4,51\): error TS\d+: .*'timeColum'.*mean to write 'timeColumn'/,
    );
    assert.match(errors[1] ?? "", /^misspelt\.dag\.ts\(5,18\): error TS\d+: .*'form'/);
    assert.match(errors[2] ?? "", /^misspelt\.dag\.ts\(10,41\): error TS\d+: .*"warning"/);
    assert.match(errors[3] ?? "", /^misspelt\.dag\.ts\(11,53\): error TS\d+: .*"5"/);
  });

  test("the sample's millrace.json names its schema, which is there without the internet", async () => {
    const settings = JSON.parse(await readFile(path.join(workspace, "millrace.json"), "utf8"));
    const schema = await readFile(path.join(workspace, settings.$schema), "utf8");
    assert.deepEqual(JSON.parse(schema), JSON.parse(JSON.stringify(configJsonSchema())));
    const empty = path.join(packageRoot(), "samples", "empty", "millrace.json");
    assert.equal(JSON.parse(await readFile(empty, "utf8")).$schema, settings.$schema);
  });

  test("files that are right already are not written again, and a tsconfig.json of the user's is left", async () => {
    const entry = path.join(workspace, ".millrace", "types", "millrace.d.ts");
    const { mtimeMs } = await stat(entry);
    assert.deepEqual(await writeEditorTypes(workspace, types), {});
    assert.equal((await stat(entry)).mtimeMs, mtimeMs);
    const own = path.join(folder, "own");
    await cp(path.join(packageRoot(), "samples", "empty"), own, { recursive: true });
    await writeFile(path.join(own, "tsconfig.json"), "{}");
    assert.match((await writeEditorTypes(own, types)).hint ?? "", /"paths"/);
    assert.equal(await readFile(path.join(own, "tsconfig.json"), "utf8"), "{}");
  });

  test("without a build there is a hint and nothing is written", async () => {
    const bare = path.join(folder, "bare");
    assert.match((await writeEditorTypes(bare, path.join(folder, "nowhere"))).hint ?? "", /build/);
    assert.equal(existsSync(bare), false);
  });

  test("an editor completes the names of the import, with their docs", async () => {
    const text = 'import {  } from "millrace";\n';
    const uri = pathToFileURL(path.join(workspace, "new.dag.ts")).href;
    const server = spawn(process.execPath, [TSC, "--lsp", "--stdio"], { cwd: workspace });
    try {
      const ask = languageClient(server);
      await ask("initialize", {
        processId: process.pid,
        rootUri: pathToFileURL(workspace).href,
        capabilities: {},
      });
      await ask("initialized", {}, false);
      const document = { uri, languageId: "typescript", version: 1, text };
      await ask("textDocument/didOpen", { textDocument: document }, false);
      const position = { textDocument: { uri }, position: { line: 0, character: 9 } };
      const answer = (await ask("textDocument/completion", position)) as { items: { label: string }[] };
      const labels = answer.items.map(({ label }) => label);
      for (const name of ["dag", "group", "chain", "stageFromS3", "loadFact", "runTask", "rowCount"]) {
        assert.ok(labels.includes(name), `${name} is not among ${labels.join(", ")}`);
      }
    } finally {
      server.kill("SIGKILL");
    }
  });
});

/** A language client of one page: sends requests in the base protocol of LSP and waits for their answers. */
function languageClient(server: ChildProcess) {
  const answers = new Map<number, (result: unknown) => void>();
  let received = Buffer.alloc(0);
  let requests = 0;
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    server.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  server.stdout?.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (;;) {
      const end = received.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/.exec(received.subarray(0, end).toString())?.[1]);
      if (end < 0 || received.length < end + 4 + length) return;
      const message = JSON.parse(received.subarray(end + 4, end + 4 + length).toString());
      received = received.subarray(end + 4 + length);
      if (message.method === undefined) answers.get(message.id)?.(message.result);
      else if (message.id !== undefined) send({ id: message.id, result: null });
    }
  });
  return (method: string, params: object, expectsAnswer = true): Promise<unknown> => {
    const id = ++requests;
    send(expectsAnswer ? { id, method, params } : { method, params });
    return expectsAnswer ? new Promise((resolve) => answers.set(id, resolve)) : Promise.resolve();
  };
}
