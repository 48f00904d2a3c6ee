import { z } from "zod";
import { connectionName } from "./connection-config.ts";

/** Also the name of a folder in `.millrace`, and file systems differ about capital letters. */
export const targetName = z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, {
  error: "a target's name takes lower-case letters, digits, - and _, starting with a letter",
});

/** The shape of one target in `millrace.json`. */
export const targetConfig = z.strictObject({
  description: z.string().exactOptional().describe("For people: what it is."),
  connections: z
    .record(connectionName, z.string())
    .exactOptional()
    .describe(
      "The connection that each name stands for. A name that is not listed stands for the connection of that name.",
    ),
  production: z
    .boolean()
    .exactOptional()
    .describe("Asks before anything is written: the target's name is typed, or `--yes` is given."),
  readOnly: z
    .boolean()
    .exactOptional()
    .describe("Refuses every write: no DAG runs, and the server opens every session read-only."),
});

/** Which connection each name stands for, and what may be done there. */
export interface Target {
  readonly name: string;
  readonly description?: string;
  /** Names of connections by the names that DAGs use. */
  readonly connections: Readonly<Record<string, string>>;
  readonly production: boolean;
  readonly readOnly: boolean;
}

/** A target with every default filled in. */
export function readTarget(name: string, file: z.infer<typeof targetConfig>): Target {
  const { description, connections = {}, production = false, readOnly = false } = file;
  return { name, ...(description !== undefined && { description }), connections, production, readOnly };
}
