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

/** Where a test's database is, for tests that need more than a warehouse. */
export type TestConnection = EmbeddedServer["connection"];

interface TestServer {
  readonly connection: TestConnection;
  stop(): Promise<void>;
}

const shared: { server?: Promise<TestServer>; databases: number } = { databases: 0 };

/** One server for all tests of a file (Node runs each file in a process of its own), started by the first. */
async function testServer(): Promise<TestServer> {
  const url = process.env["MILLRACE_TEST_POSTGRES"];
  shared.server ??= url === undefined ? embeddedServer() : otherServer(new URL(url));
  return shared.server;
}

async function embeddedServer(): Promise<TestServer> {
  const folder = await mkdtemp(path.join(tmpdir(), "millrace-test-warehouse-"));
  // As root the server runs as another user, who must get to its data.
  await chmod(folder, 0o711);
  const server = await embeddedPostgres({ folder, settings: { fsync: "off" } });
  return {
    connection: server.connection,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `MILLRACE_TEST_POSTGRES=postgresql://user:password@host:port/database` runs the tests on another server. */
async function otherServer(url: URL): Promise<TestServer> {
  const connection = {
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
  };
  return { connection, stop: async () => {} };
}

// At the root of the file, so it runs after the last test.
after(async () => (await shared.server)?.stop());

/** Where a fresh, empty database of the test's own is. It goes with the server, after the file's last test. */
export async function testDatabase(_t: TestContext): Promise<TestConnection> {
  const { connection } = await testServer();
  shared.databases += 1;
  const database = `millrace_test_${process.pid}_${shared.databases}`;
  const administration = postgresWarehouse({ name: "embedded", ...connection, maxSessions: 1 });
  try {
    await administration.query(`CREATE DATABASE ${database}`);
  } finally {
    await administration.close();
  }
  return { ...connection, database };
}

/** A warehouse named `embedded` on a fresh, empty database of the test's own; closed after the test. */
export async function testWarehouse(t: TestContext): Promise<Warehouse> {
  const warehouse = postgresWarehouse({ name: "embedded", ...(await testDatabase(t)) });
  t.after(() => warehouse.close());
  return warehouse;
}
