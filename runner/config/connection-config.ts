import { z } from "zod";
import { assertNever } from "../../protocol/user-error.ts";
import type { PostgresConfig } from "./postgres-config.ts";
import { postgresConfig } from "./postgres-config.ts";
import { s3Config } from "./s3-config.ts";

/** What a connection may be called; the same for the logical names that targets map. */
export const connectionName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,62}$/, {
  error: "a connection's name takes letters, digits, - and _, starting with a letter",
});

const database = z.string().regex(/^(?!template[01]$)[A-Za-z_][A-Za-z0-9_-]{0,62}$/, {
  error:
    "a database's name takes letters, digits, - and _, starting with a letter, and is not one of the server's templates",
});

const embedded = z
  .strictObject({
    type: z.literal("embedded"),
    database: database
      .exactOptional()
      .describe("Its database in that server, made when it is not there. Default `postgres`."),
    readOnly: z
      .boolean()
      .exactOptional()
      .describe("Opens every session read-only, so that the server refuses writes. Default false."),
  })
  .describe("A Postgres server that Millrace starts by itself and keeps in the workspace.");

const files = z
  .strictObject({
    type: z.literal("files"),
    path: z
      .string()
      .min(1)
      .describe("Folder, relative to the workspace, whose files are the lake's objects."),
  })
  .describe("A local folder, with S3's rules for keys.");

const NO_OBJECT = `must be an object
For example { "type": "postgres", "host": "…", "database": "…" }.`;

/** A place where pipelines read and write, by its type. */
export const connectionConfig = z.discriminatedUnion("type", [embedded, postgresConfig, files, s3Config], {
  // A text would be told, and could be a URL with a password.
  error: ({ input }) => (typeof input === "string" ? NO_OBJECT : undefined),
});

export type ConnectionConfig = z.infer<typeof connectionConfig>;

/** Those that are warehouses. */
export type WarehouseConfig = Extract<ConnectionConfig, { readonly type: "embedded" | "postgres" }>;

/** Those that are lakes. */
export type LakeConfig = Exclude<ConnectionConfig, WarehouseConfig>;

export type ConnectionKind = "warehouse" | "lake";

export function connectionKind(config: ConnectionConfig): ConnectionKind {
  return isWarehouse(config) ? "warehouse" : "lake";
}

export function isWarehouse(config: ConnectionConfig): config is WarehouseConfig {
  switch (config.type) {
    case "embedded":
    case "postgres":
      return true;
    case "files":
    case "s3":
      return false;
    default:
      return assertNever(config);
  }
}

/** Whether a load can have been committed there. */
export function canBeLoaded(config: ConnectionConfig): boolean {
  return isWarehouse(config) && config.readOnly !== true;
}

/** The embedded server's own database. */
export const DEFAULT_DATABASE = "postgres";

/** Where a connection of its type goes as the file has it, for people. Nothing of it is secret. */
export function connectionPlace(config: ConnectionConfig): string {
  switch (config.type) {
    case "embedded":
      return `database ${config.database ?? DEFAULT_DATABASE}`;
    case "postgres":
      return postgresPlace(config);
    case "files":
      return config.path;
    case "s3":
      return `s3://${config.bucket}/${config.prefix ?? ""}`;
    default:
      return assertNever(config);
  }
}

function postgresPlace({ url, service, host, port, database }: PostgresConfig): string {
  const server = `${host ?? "localhost"}${port === undefined ? "" : `:${port}`}`;
  if (url !== undefined) return url;
  if (service !== undefined && host === undefined) return `service ${service}`;
  return database === undefined ? server : `${server}/${database}`;
}
