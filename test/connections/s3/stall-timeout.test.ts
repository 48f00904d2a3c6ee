import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { s3Config } from "../../../runner/config/s3-config.ts";
import { s3Options } from "../../../runner/connection-options.ts";
import { createRedactor } from "../../../runner/secrets/redactor.ts";
import { workspaceSecrets } from "../../../runner/secrets/workspace-secrets.ts";
import { openLake, useS3 } from "./s3-options.ts";

test("a connection's stallTimeout is how long a server may be silent: before its answer and in it", {
  // Without the setting it is 60 s.
  timeout: 20_000,
}, async (t) => {
  const server = await useS3(t);
  server.seed("lake", { a: Buffer.alloc(1_000_000, 1) });
  const workspace = import.meta.dirname;
  const env = { KEY: server.accessKeyId, SECRET: server.secretAccessKey };
  const around = { workspace, ...workspaceSecrets(workspace, { env, redactor: createRedactor() }) };
  const config = s3Config.parse({
    ...{ type: "s3", bucket: "lake", endpoint: server.endpoint, stallTimeout: "1s" },
    credentials: { accessKeyId: { env: "KEY" }, secretAccessKey: { env: "SECRET" } },
  });
  const lake = openLake(t, s3Options("lake", config, around));
  server.fault({ fault: { kind: "silent" }, method: "HEAD", key: "a" });
  const object = await lake.head("a");
  assert.ok(object !== undefined);
  server.fault({ fault: { kind: "silent" }, method: "GET", key: "a" });
  assert.equal((await buffer(await lake.open(object))).length, 1_000_000);
  server.fault({ fault: { kind: "stall", after: 500_000 }, method: "GET", key: "a" });
  assert.equal((await buffer(await lake.open(object))).length, 1_000_000);
  assert.deepEqual(
    server.requests.map(({ method, range }) => (range === undefined ? method : `${method} ${range}`)),
    ["HEAD", "HEAD", "GET", "GET", "GET", "GET bytes=500000-"],
  );
});
