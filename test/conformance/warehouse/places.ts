import type { TestContext } from "node:test";
import type { PostgresOptions } from "../../../runner/connections/postgres/options.ts";
import { postgresWarehouse } from "../../../runner/connections/postgres/postgres-warehouse.ts";
import { type TestConnection, testDatabase } from "../../helpers/warehouse.ts";
import { debianBinaries, type NpmMajor, npmBinaries, type ServerBinaries } from "../../postgres/binaries.ts";
import { startPostgres } from "../../postgres/server.ts";

/** A server that warehouses are on. */
export interface Place {
  readonly name: string;
  /** Ready for `database`; a text says why it cannot be had. */
  open(): Promise<OpenPlace | string>;
}

export interface OpenPlace {
  /** Of the server: `15`. Undefined where whoever runs the tests has named another one. */
  readonly major: string | undefined;
  /** A fresh, empty database. */
  database(t: TestContext): Promise<TestConnection>;
  close(): Promise<void>;
}

const NPM_VERSIONS: readonly NpmMajor[] = ["13", "14", "15", "16", "17"];

export const PLACES: readonly Place[] = [
  {
    name: "embedded",
    open: async () => ({
      major: process.env["MILLRACE_TEST_POSTGRES"] === undefined ? "18" : undefined,
      database: testDatabase,
      close: async () => {},
    }),
  },
  {
    name: "Debian's",
    open: async () => {
      const binaries = debianBinaries();
      return binaries === undefined ? "Debian's Postgres is not installed" : serverPlace(binaries);
    },
  },
  ...NPM_VERSIONS.map((major) => ({
    name: `version ${major}`,
    open: async () => {
      const binaries = await npmBinaries(major);
      return typeof binaries === "string" ? binaries : serverPlace({ ...binaries, major });
    },
  })),
];

async function serverPlace(binaries: ServerBinaries): Promise<OpenPlace> {
  const server = await startPostgres({ binaries });
  const counts = { databases: 0 };
  return {
    major: binaries.major,
    database: async () => {
      counts.databases += 1;
      const database = `test_${counts.databases}`;
      await administer(server.connection, `CREATE DATABASE ${database}`);
      return { ...server.connection, database };
    },
    close: server.stop,
  };
}

async function administer(connection: Omit<PostgresOptions, "name">, sql: string): Promise<void> {
  const administration = postgresWarehouse({ name: "administration", ...connection, maxSessions: 1 });
  try {
    await administration.query(sql);
  } finally {
    await administration.close();
  }
}
