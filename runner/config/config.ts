import { z } from "zod";
import { parseDuration } from "../core/duration.ts";

const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,62}$/, {
  error: "a connection's name takes letters, digits, - and _, starting with a letter",
});

const connection = z.discriminatedUnion("type", [
  z
    .strictObject({ type: z.literal("embedded") })
    .describe("A Postgres server that Millrace starts by itself and keeps in the workspace."),
  z
    .strictObject({
      type: z.literal("files"),
      path: z
        .string()
        .min(1)
        .describe("Folder, relative to the workspace, whose files are the lake's objects."),
    })
    .describe("A local folder, with S3's rules for keys."),
]);

const duration = z
  .string()
  .refine((text) => (parseDuration(text) ?? 0) > 0, { error: "it must be a length of time such as 5s" });

/** The shape of `millrace.json`. */
export const configFile = z.strictObject({
  $schema: z.string().exactOptional(),
  connections: z
    .record(name, connection)
    .exactOptional()
    .describe(
      "Warehouses and lakes by name. Without them, `warehouse` is embedded and `lake` is the workspace.",
    ),
  pools: z
    .record(z.string().min(1), z.int().positive())
    .exactOptional()
    .describe("Slots of each pool: how many of its tasks run at the same time."),
  parallelism: z
    .int()
    .positive()
    .exactOptional()
    .describe("Tasks at the same time, over all DAGs. Default 16."),
  loader: z
    .strictObject({
      timeout: duration.exactOptional().describe("Longest evaluation of one DAG file. Default 5s."),
      memoryMb: z
        .int()
        .min(32)
        .exactOptional()
        .describe("Memory for the evaluation of one DAG file, in MB. Default 256."),
    })
    .exactOptional()
    .describe("Limits for reading DAG files."),
});

export type ConnectionConfig = z.infer<typeof connection>;

/** The workspace's settings with every default filled in. */
export interface Config {
  readonly connections: Readonly<Record<string, ConnectionConfig>>;
  /** Slots by name. */
  readonly pools: Readonly<Record<string, number>>;
  readonly parallelism: number;
  readonly loader: { readonly timeoutMs: number; readonly memoryMb: number };
}

export const DEFAULT_CONFIG: Config = {
  connections: { warehouse: { type: "embedded" }, lake: { type: "files", path: "." } },
  pools: {},
  parallelism: 16,
  loader: { timeoutMs: 5000, memoryMb: 256 },
};

export type ConnectionKind = "warehouse" | "lake";

export function connectionKind({ type }: ConnectionConfig): ConnectionKind {
  switch (type) {
    case "embedded":
      return "warehouse";
    case "files":
      return "lake";
  }
}

/** A file's settings over the defaults. `warehouse` and `lake` exist unless the file says what they are. */
export function withDefaults(file: z.infer<typeof configFile>): Config {
  return {
    connections: { ...DEFAULT_CONFIG.connections, ...file.connections },
    pools: { ...DEFAULT_CONFIG.pools, ...file.pools },
    parallelism: file.parallelism ?? DEFAULT_CONFIG.parallelism,
    loader: {
      timeoutMs: parseDuration(file.loader?.timeout ?? "") ?? DEFAULT_CONFIG.loader.timeoutMs,
      memoryMb: file.loader?.memoryMb ?? DEFAULT_CONFIG.loader.memoryMb,
    },
  };
}

/** JSON Schema of `millrace.json`, for completion in editors. */
export function configJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(configFile, { target: "draft-7" });
}
