import path from "node:path";
import { assertNever, UserError } from "../protocol/user-error.ts";
import type { ConnectionConfig, LakeConfig, WarehouseConfig } from "./config/connection-config.ts";
import { connectionPlace, DEFAULT_DATABASE } from "./config/connection-config.ts";
import type { Settings } from "./config/load-config.ts";
import type { Surroundings } from "./connection-options.ts";
import { postgresSettings, s3Options } from "./connection-options.ts";
import type { ConnectionTest, ConnectionTests } from "./connections/connection-test.ts";
import type { Connections } from "./connections/connections.ts";
import { createConnections } from "./connections/connections.ts";
import { embeddedTest } from "./connections/embedded/connection-test.ts";
import { embeddedDatabase } from "./connections/embedded/database.ts";
import type { EmbeddedServer } from "./connections/embedded/embedded-postgres.ts";
import { embeddedPostgres } from "./connections/embedded/embedded-postgres.ts";
import { filesTest } from "./connections/files/connection-test.ts";
import { filesLake } from "./connections/files/files-lake.ts";
import type { Lake } from "./connections/lake.ts";
import { describePlace } from "./connections/postgres/address.ts";
import { postgresWarehouse } from "./connections/postgres/postgres-warehouse.ts";
import { serverOptions } from "./connections/postgres/server-options.ts";
import { serverTest } from "./connections/postgres/server-test.ts";
import { redactedTests } from "./connections/redacted-tests.ts";
import { s3Test } from "./connections/s3/connection-test.ts";
import type { Warehouse } from "./connections/warehouse.ts";
import { anyConnection, connectionNamed, requireUsableConfig } from "./project.ts";
import type { WriteAccess } from "./write-access.ts";

/** Where the embedded server of a workspace is, whatever the target. */
export function embeddedFolder(workspace: string): string {
  return path.join(workspace, ".millrace", "postgres");
}

/** The connections of a workspace's settings, as they are on its target. They are not guarded: the session does that. */
export function openConnections(settings: Settings, around: Surroundings, writes: WriteAccess): Connections {
  requireUsableConfig(settings);
  const embedded = sharedServer(embeddedFolder(around.workspace));
  return createConnections({
    warehouse: async (name) => {
      const config = connectionNamed(settings, name, "warehouse");
      return await openWarehouse(name, config, embedded.start, writes, around);
    },
    lake: async (name) => openLake(name, connectionNamed(settings, name, "lake"), around),
    close: embedded.stop,
  });
}

async function openWarehouse(
  name: string,
  config: WarehouseConfig,
  embedded: () => Promise<EmbeddedServer>,
  writes: WriteAccess,
  around: Surroundings,
): Promise<Warehouse> {
  const readOnly = readOnlyReason(name, config, writes);
  if (config.type === "postgres") {
    const settings = postgresSettings(name, config, readOnly, around);
    return postgresWarehouse(await serverOptions(settings));
  }
  const { database = DEFAULT_DATABASE } = config;
  const server = await embedded();
  const address = await embeddedDatabase(server, database, {
    warehouse: name,
    mayCreate: readOnly === undefined,
  });
  return postgresWarehouse({ name, ...address, ...(readOnly !== undefined && { readOnly }) });
}

async function openLake(name: string, config: LakeConfig, around: Surroundings): Promise<Lake> {
  if (config.type === "files") return filesLake({ name, root: path.resolve(around.workspace, config.path) });
  // AWS's client takes its time to load, and most commands do without it.
  const { s3Lake } = await import("./connections/s3/s3-lake.ts");
  return s3Lake(s3Options(name, config, around));
}

/** Why nothing will ever be written; undefined where it may, or somebody can still agree to it. */
function readOnlyReason(
  name: string,
  { readOnly }: { readonly readOnly?: boolean },
  { refusal, needsConsent }: WriteAccess,
): string | undefined {
  if (readOnly === true) return `the connection ${name} is read-only`;
  return needsConsent ? undefined : refusal;
}

/** Where a connection of the file would lead now, for people; as the file has it when that cannot be read. */
export async function placeOfConnection(
  settings: Settings,
  name: string,
  around: Surroundings,
): Promise<string> {
  const config = anyConnection(settings, name);
  if (config.type !== "postgres") return connectionPlace(config);
  return await describePlace(postgresSettings(name, config, undefined, around)).catch((error: unknown) => {
    if (error instanceof UserError) return `${connectionPlace(config)} (its settings cannot be read)`;
    throw error;
  });
}

/** `settings` are the file's own. */
export function connectionTests(
  settings: Settings,
  around: Surroundings,
  writes: WriteAccess,
): ConnectionTests {
  const embedded = sharedServer(embeddedFolder(around.workspace));
  const tests: ConnectionTests = {
    of: (name) => {
      const config = anyConnection(settings, name);
      const { steps, close } = testOf(name, config, around, embedded.start, writes);
      const configuration = async () => {
        requireUsableConfig(settings);
        return { found: `of type ${config.type}` };
      };
      return { steps: [{ name: "configuration", run: configuration }, ...steps], close };
    },
    close: embedded.stop,
  };
  return redactedTests(tests, around.redactor);
}

function testOf(
  name: string,
  config: ConnectionConfig,
  around: Surroundings,
  start: () => Promise<EmbeddedServer>,
  writes: WriteAccess,
): ConnectionTest {
  switch (config.type) {
    case "embedded": {
      const readOnly = readOnlyReason(name, config, writes);
      const isNeverWritten = readOnly !== undefined;
      const { database = DEFAULT_DATABASE } = config;
      return embeddedTest({ name, database, start, readOnly: readOnly ?? writes.refusal, isNeverWritten });
    }
    case "postgres": {
      const readOnly = readOnlyReason(name, config, writes);
      return serverTest(postgresSettings(name, config, readOnly, around), readOnly ?? writes.refusal);
    }
    case "files":
      return filesTest({ name, root: path.resolve(around.workspace, config.path) });
    case "s3":
      return s3Test(s3Options(name, config, around));
    default:
      return assertNever(config);
  }
}

interface SharedServer {
  readonly start: () => Promise<EmbeddedServer>;
  readonly stop: () => Promise<void>;
}

/** One server for the workspace, however many connections name it; the next one who asks after a failure tries again. */
function sharedServer(folder: string): SharedServer {
  let server: Promise<EmbeddedServer> | undefined;
  return {
    start: () => {
      if (server !== undefined) return server;
      const starting = embeddedPostgres({ folder });
      server = starting;
      starting.catch(() => {
        server = undefined;
      });
      return starting;
    },
    stop: async () => (await server?.catch(() => undefined))?.stop(),
  };
}
