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

const folder = cliFolder();

/** Says that it was asked, and gives no secret; so does what it has started. */
const WAITS = `
  require("node:child_process").spawn("sleep", ["600"], { stdio: "inherit" });
  require("node:fs").writeFileSync("asked", process.pid + " ");
  setInterval(() => {}, 1000);`;

const COMMAND = { command: [process.execPath, "-e", WAITS] };

/** Sends Ctrl-C's signal when something has happened. What still runs after the end is told by the runner of the tests. */
async function interrupt(
  settings: object,
  args: readonly string[],
  happened: (child: ChildProcess) => Promise<unknown>,
) {
  await writeFile(path.join(folder.path, "millrace.json"), JSON.stringify(settings));
  await rm(path.join(folder.path, "asked"), { force: true });
  const env = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "of the test" };
  const { child, ended } = startCli(args, { cwd: folder.path, env });
  await Promise.race([happened(child), ended]);
  child.kill("SIGINT");
  const { code, stdout, stderr } = await ended;
  assert.deepEqual([code, stdout], [130, ""], stderr);
}

async function isAsked(child: ChildProcess): Promise<void> {
  const file = path.join(folder.path, "asked");
  while (child.exitCode === null && (!existsSync(file) || readFileSync(file, "utf8") === ""))
    await new Promise((next) => setTimeout(next, 20));
}

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
  await interrupt({ connections: { warehouse } }, ["sql", "SELECT 1"], isAsked);
});

test("nor for Secrets Manager", async (t) => {
  const { password: _, ...address } = await testDatabase(t);
  const { port, asked } = await silentServer(t);
  const password = { awsSecret: "shop", region: "eu-west-1", endpoint: `http://127.0.0.1:${port}` };
  const warehouse = { type: "postgres", ...address, sslmode: "disable", password };
  await interrupt({ connections: { warehouse } }, ["sql", "SELECT 1"], () => asked);
});

test("nor for a server that says nothing", async (t) => {
  const { port, asked } = await silentServer(t);
  const warehouse = { type: "postgres", host: "127.0.0.1", port, user: "loader" };
  await interrupt({ connections: { warehouse } }, ["sql", "SELECT 1"], () => asked);
});

test("nor for the program that is to print a lake's key", async () => {
  const credentials = { accessKeyId: COMMAND, secretAccessKey: COMMAND };
  const lake = {
    ...{ type: "s3", bucket: "nowhere", region: "eu-west-1", endpoint: "http://127.0.0.1:9" },
    credentials,
  };
  await interrupt({ connections: { lake } }, ["lake", "ls", "lake:"], isAsked);
});
