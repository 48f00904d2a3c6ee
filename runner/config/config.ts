import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import type { ConnectionConfig } from "./connection-config.ts";
import { connectionConfig, connectionName } from "./connection-config.ts";
import { duration } from "./duration-setting.ts";
import type { Target } from "./target-config.ts";
import { readTarget, targetConfig, targetName } from "./target-config.ts";

/** The shape of `millrace.json`. */
export const configFile = z.strictObject({
  $schema: z.string().exactOptional(),
  connections: z
    .record(connectionName, connectionConfig)
    .exactOptional()
    .describe(
      "Warehouses and lakes by name. Without them, `warehouse` is embedded and `lake` is the workspace.",
    ),
  targets: z
    .record(targetName, targetConfig)
    .exactOptional()
    .describe("Places where the same DAGs run, such as `dev` and `prod`. Each has a run history of its own."),
  target: z
    .string()
    .exactOptional()
    .describe(
      "The target of commands that neither `--target` nor `MILLRACE_TARGET` tells one. Default none.",
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

/** The workspace's settings with every default filled in. */
export interface Config {
  readonly connections: Readonly<Record<string, ConnectionConfig>>;
  readonly targets: Readonly<Record<string, Target>>;
  /** The target that is chosen where nobody chooses one. */
  readonly target?: string;
  /** Slots by name. */
  readonly pools: Readonly<Record<string, number>>;
  readonly parallelism: number;
  readonly loader: { readonly timeoutMs: number; readonly memoryMb: number };
}

export const DEFAULT_CONFIG: Config = {
  connections: { warehouse: { type: "embedded" }, lake: { type: "files", path: "." } },
  targets: {},
  pools: {},
  parallelism: 16,
  loader: { timeoutMs: 5000, memoryMb: 256 },
};

/** A file's settings over the defaults. `warehouse` and `lake` exist unless the file says what they are. */
export function withDefaults(file: Partial<z.infer<typeof configFile>>): Config {
  const targets = Object.entries(file.targets ?? {}).map(([name, target]) => [
    name,
    readTarget(name, target),
  ]);
  return {
    connections: { ...DEFAULT_CONFIG.connections, ...file.connections },
    targets: Object.fromEntries(targets),
    ...(file.target !== undefined && { target: file.target }),
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
