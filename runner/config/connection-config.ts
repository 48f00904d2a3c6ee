import { z } from "zod";

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

/** A place where pipelines read and write, by its type. */
export const connectionConfig = z.discriminatedUnion("type", [embedded, files]);

export type ConnectionConfig = z.infer<typeof connectionConfig>;

export type ConnectionKind = "warehouse" | "lake";

export function connectionKind({ type }: ConnectionConfig): ConnectionKind {
  switch (type) {
    case "embedded":
      return "warehouse";
    case "files":
      return "lake";
  }
}

/** Whether a load can have been committed there. */
export function canBeLoaded(config: ConnectionConfig): boolean {
  return config.type === "embedded" && config.readOnly !== true;
}

/** The embedded server's own database. */
export const DEFAULT_DATABASE = "postgres";

/** Where a connection of its type goes, for people. Nothing of it is secret. */
export function connectionPlace(config: ConnectionConfig): string {
  switch (config.type) {
    case "embedded":
      return `database ${config.database ?? DEFAULT_DATABASE}`;
    case "files":
      return config.path;
  }
}
