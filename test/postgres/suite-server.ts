import assert from "node:assert/strict";
import { after, before } from "node:test";
import type { ServerBinaries } from "./binaries.ts";
import { type PostgresServer, startPostgres } from "./server.ts";

/** A server for all tests of a suite that calls this; undefined binaries are those of a suite that is skipped. */
export function suiteServer(binaries: ServerBinaries | undefined): () => PostgresServer {
  const started: { server?: PostgresServer } = {};
  before(async () => {
    assert.ok(binaries);
    started.server = await startPostgres({ binaries });
  });
  after(() => started.server?.stop());
  return () => {
    assert.ok(started.server);
    return started.server;
  };
}
