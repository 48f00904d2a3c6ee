import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { test } from "node:test";
import { connectionTestStep, type TestStepView } from "../../protocol/rpc/connections.ts";
import { type ConnectionDraft, checkDraft, testDraft } from "../../protocol/rpc/draft-connection.ts";
import { lastFirst, startDaemon } from "../helpers/daemon.ts";
import { gatedWorkspace } from "../helpers/gated-workspace.ts";
import { startS3Server } from "../s3/server.ts";

const SECRET = "typed-and-never-kept-4d1f";
const FILES: ConnectionDraft = { name: "raw", config: { type: "files", path: "gates" } };

test("a draft is tested step by step, and no file has anything of it", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const file = path.join(workspace.path, "millrace.json");
  const before = await readFile(file, "utf8");
  const daemon = startDaemon(t, workspace.path);
  const client = await daemon.attach();
  const told: TestStepView[] = [];
  client.on(connectionTestStep, ({ requestId, step }) => {
    if (requestId === "mine") told.push(step);
  });
  const steps = await client.request(testDraft, { requestId: "mine", draft: FILES, secrets: {} });
  assert.deepEqual(told, steps);
  assert.deepEqual(
    steps.map(({ outcome }) => outcome),
    steps.map(() => "ok"),
  );
  const missing = { ...FILES, config: { type: "files", path: "nowhere" } };
  const failed = await client.request(testDraft, { requestId: "other", draft: missing, secrets: {} });
  assert.ok(failed.some(({ outcome, next }) => outcome === "failed" && next !== undefined));
  assert.deepEqual(failed.find(({ outcome }) => outcome === "failed")?.setting, ["path"]);
  assert.equal(await readFile(file, "utf8"), before);
});

test("a test that fails says which setting to look at first", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const s3 = await startS3Server();
  t.after(() => s3.close());
  s3.createBucket("raw");
  const daemon = startDaemon(t, workspace.path);
  const client = await daemon.attach();
  const { endpoint, accessKeyId, secretAccessKey } = s3;
  const lookAt = async (
    config: ConnectionDraft["config"],
    secrets: Readonly<Record<string, string>> = {},
  ) => {
    const draft = { name: "prod", config };
    const steps = await client.request(testDraft, { requestId: "a", draft, secrets });
    return steps.find(({ outcome }) => outcome === "failed")?.setting;
  };
  const credentials = { accessKeyId: { editor: "id" }, secretAccessKey: { editor: "key" } };
  const lake = { type: "s3", bucket: "raw", endpoint, credentials };
  const own = { id: accessKeyId, key: secretAccessKey };
  assert.equal(await lookAt(lake, own), undefined);
  assert.deepEqual(await lookAt(lake, { ...own, key: "wrong" }), ["credentials", "secretAccessKey"]);
  assert.deepEqual(await lookAt(lake, { ...own, id: "AKIANOBODYKNOWSTHIS1" }), [
    "credentials",
    "accessKeyId",
  ]);
  assert.deepEqual(await lookAt({ ...lake, bucket: "none" }, own), ["bucket"]);
  const { credentials: _, ...open } = lake;
  assert.deepEqual(await lookAt({ ...open, anonymous: true }), ["credentials"]);
  const { port } = new URL(endpoint);
  await s3.refuse();
  assert.deepEqual(await lookAt(lake, own), ["endpoint"]);
  const warehouse = { type: "postgres", host: "127.0.0.1", port: Number(port), sslmode: "disable" };
  assert.deepEqual(await lookAt(warehouse), ["host"]);
});

test("one with mistakes is refused before anything is tried", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  const daemon = startDaemon(t, workspace.path);
  const client = await daemon.attach();
  const bad = { name: "prod", config: { type: "postgres", port: "x" } };
  await assert.rejects(client.request(testDraft, { requestId: "a", draft: bad, secrets: {} }), {
    code: "bad-draft",
  });
});

test("what was typed for a draft is in no log of the runner", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  // Takes the session's first bytes, and hangs up: what fails is told after the password was asked for.
  const server = createServer((socket) => {
    socket.once("data", () => socket.destroy());
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const daemon = startDaemon(t, workspace.path);
  const client = await daemon.attach();
  const config = { type: "postgres", host: "127.0.0.1", port, password: { editor: "prod.password" } };
  const steps = await client.request(testDraft, {
    requestId: "a",
    draft: { name: "prod", config },
    secrets: { "prod.password": SECRET },
  });
  assert.ok(steps.some(({ outcome }) => outcome === "failed"));
  assert.equal(JSON.stringify(steps).includes(SECRET), false);
  assert.equal(daemon.log().includes(SECRET), false);
});

test("a draft is checked with the file's text, and variables are looked for in .env too", async (context) => {
  const t = lastFirst(context);
  const workspace = await gatedWorkspace(t);
  await writeFile(path.join(workspace.path, ".env"), "FROM_FILE=x\n");
  const daemon = startDaemon(t, workspace.path);
  const client = await daemon.attach();
  const ask = (text: string | null, draft: ConnectionDraft) =>
    client.request(checkDraft, { draft, use: null, text, variables: ["FROM_FILE", "NOT_THERE_8c1"] });
  const fine = await ask("{}", FILES);
  assert.deepEqual(fine.variables, { FROM_FILE: true, NOT_THERE_8c1: false });
  assert.deepEqual(fine.problems, []);
  assert.deepEqual(fine.change, {
    offset: 1,
    length: 0,
    text: '\n  "connections": { "raw": { "type": "files", "path": "gates" } }\n',
  });
  const taken = await ask('{ "connections": { "raw": { "type": "embedded" } } }', FILES);
  assert.equal(taken.change, null);
  assert.equal(taken.problems[0]?.at, "name");
});
