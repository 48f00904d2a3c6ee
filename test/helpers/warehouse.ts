import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, type TestContext } from "node:test";
import {
  type EmbeddedServer,
  embeddedPostgres,
} from "../../runner/connections/embedded/embedded-postgres.ts";
import { postgresWarehouse } from "../../runner/connections/postgres/postgres-warehouse.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";

/** What the server of this test process is reached by, for tests that need more than a warehouse. */
export type TestConnection = EmbeddedServer["connection"];

const shared: { server?: Promise<{ server: EmbeddedServer; folder: string }>; databases: number } = {
  databases: 0,
};

/** One embedded server for all tests of a file (Node runs each file in a process of its own). */
async function testServer(): Promise<EmbeddedServer> {
  shared.server ??= startServer();
  return (await shared.server).server;
}

async function startServer(): Promise<{ server: EmbeddedServer; folder: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), "millrace-test-warehouse-"));
  // As root the server runs as another user, who must get to its data.
  await chmod(folder, 0o711);
  return { server: await embeddedPostgres({ folder, settings: { fsync: "off" } }), folder };
}

// At the root of the file, so it runs after the last test, when each has closed its sessions.
after(async () => {
  if (shared.server === undefined) return;
  const { server, folder } = await shared.server;
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Where a fresh, empty database of the test's own is. It goes with the server, after the file's last test. */
export async function testDatabase(_t: TestContext): Promise<TestConnection> {
  const { connection } = await testServer();
  shared.databases += 1;
  const database = `test_${shared.databases}`;
  await administer(connection, `CREATE DATABASE ${database}`);
  return { ...connection, database };
}

/** A warehouse named `embedded` on a fresh, empty database of the test's own; closed after the test. */
export async function testWarehouse(t: TestContext): Promise<Warehouse> {
  const warehouse = postgresWarehouse({ name: "embedded", ...(await testDatabase(t)) });
  t.after(() => warehouse.close());
  return warehouse;
}

async function administer(connection: TestConnection, sql: string): Promise<void> {
  const warehouse = postgresWarehouse({ name: "embedded", ...connection, maxSessions: 1 });
  try {
    await warehouse.query(sql);
  } finally {
    await warehouse.close();
  }
}
