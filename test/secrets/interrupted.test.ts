import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { cliFolder, startCli } from "../helpers/cli.ts";
import { testDatabase } from "../helpers/warehouse.ts";
import { pidsIn, untilGone } from "./processes.ts";

const folder = cliFolder();

/** Says that it was asked, and then waits; so does what it has started. If nobody ends it, it says so before its time is up. */
const WAITS = `
  const { spawn } = require("node:child_process");
  const { appendFileSync, writeFileSync } = require("node:fs");
  const child = spawn("sleep", ["25"], { stdio: "inherit" });
  appendFileSync("asked", process.pid + " " + child.pid + " ");
  child.on("exit", () => writeFileSync("not ended", ""));`;

const COMMAND = { command: [process.execPath, "-e", WAITS] };

/** Sends Ctrl-C's signal when something has happened, and gives what was printed. No program may be left then. */
async function interrupt(
  settings: object,
  args: readonly string[],
  happened: (child: ChildProcess) => Promise<unknown>,
) {
  await writeFile(path.join(folder.path, "millrace.json"), JSON.stringify(settings));
  const asked = path.join(folder.path, "asked");
  const notEnded = path.join(folder.path, "not ended");
  for (const file of [asked, notEnded]) await rm(file, { force: true });
  const env = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "of the test" };
  const { child, ended } = startCli(args, { cwd: folder.path, env });
  await Promise.race([happened(child), ended]);
  child.kill("SIGINT");
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 130, stdout + stderr);
  if (existsSync(asked)) await untilGone(await pidsIn(asked, 2));
  assert.ok(!existsSync(notEnded), "a program has come to its own end");
  return stdout;
}

async function isAsked(child: ChildProcess): Promise<void> {
  const file = path.join(folder.path, "asked");
  while (child.exitCode === null && !(existsSync(file) && readFileSync(file, "utf8").endsWith(" ")))
    await new Promise((next) => setTimeout(next, 20));
}

/** Runs, checks and code of tasks, each of which asks for its first session at another place. */
const DAG = `
  import { dag, rowCount, runSql, runTask } from "millrace";
  const dates = { schedule: "@daily", startDate: "2026-01-01", endDate: "2026-02-01" };
  dag({ id: "sql", ...dates }, () => {
    runSql("ask", { sql: "SELECT 1", checks: [rowCount({ table: "nowhere", min: 1 })] });
  });
  dag({ id: "code", ...dates }, () => {
    runTask("ask", { run: async ({ query }) => void (await query("SELECT 1")) });
  });`;

/** Takes connections and says nothing. */
async function silentServer(t: TestContext) {
  const sockets: Socket[] = [];
  const asked = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    sockets.push(socket.on("error", () => {}));
    socket.once("data", () => asked.resolve());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as { port: number }).port, asked: asked.promise };
}

test("Ctrl-C does not wait for the program that is to print a password", async (t) => {
  const { password: _, ...address } = await testDatabase(t);
  const warehouse = { type: "postgres", ...address, sslmode: "disable", password: COMMAND };
  assert.equal(await interrupt({ connections: { warehouse } }, ["sql", "SELECT 1"], isAsked), "");
});

for (const args of [
  ["run", "sql", "--date", "2026-01-01"],
  ["run", "code", "--date", "2026-01-01"],
  ["check", "sql", "--date", "2026-01-01"],
])
  test(`nor does \`millrace ${args.join(" ")}\``, async (t) => {
    const { password: _, ...address } = await testDatabase(t);
    await writeFile(path.join(folder.path, "asks.dag.ts"), DAG);
    t.after(() => rm(path.join(folder.path, "asks.dag.ts")));
    const warehouse = { type: "postgres", ...address, sslmode: "disable", password: COMMAND };
    await interrupt({ connections: { warehouse } }, args, isAsked);
  });

test("nor for Secrets Manager", async (t) => {
  const { password: _, ...address } = await testDatabase(t);
  const { port, asked } = await silentServer(t);
  const password = { awsSecret: "shop", region: "eu-west-1", endpoint: `http://127.0.0.1:${port}` };
  const warehouse = { type: "postgres", ...address, sslmode: "disable", password };
  assert.equal(await interrupt({ connections: { warehouse } }, ["sql", "SELECT 1"], () => asked), "");
});

test("nor for a server that says nothing", async (t) => {
  const { port, asked } = await silentServer(t);
  const warehouse = { type: "postgres", host: "127.0.0.1", port, user: "loader" };
  assert.equal(await interrupt({ connections: { warehouse } }, ["sql", "SELECT 1"], () => asked), "");
});

test("nor for the program that is to print a lake's key", async () => {
  const credentials = { accessKeyId: COMMAND, secretAccessKey: COMMAND };
  const lake = {
    ...{ type: "s3", bucket: "nowhere", region: "eu-west-1", endpoint: "http://127.0.0.1:9" },
    credentials,
  };
  assert.equal(await interrupt({ connections: { lake } }, ["lake", "ls", "lake:"], isAsked), "");
});
