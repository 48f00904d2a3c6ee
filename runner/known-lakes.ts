import path from "node:path";
import { type ConnectionConfig, isWarehouse } from "./config/connection-config.ts";
import type { Settings } from "./config/load-config.ts";
import type { KnownLake } from "./lakes/address.ts";

/** The connections of the settings, by what they are to somebody who names a lake. */
export interface KnownLakes {
  readonly lakes: readonly KnownLake[];
  /** Names of those that are no lakes. */
  readonly others: readonly string[];
}

export function knownLakes({ config }: Settings, workspace: string): KnownLakes {
  const lakes: KnownLake[] = [];
  const others: string[] = [];
  const names = new Map<ConnectionConfig, string>();
  for (const [name, connection] of Object.entries(config.connections)) {
    if (isWarehouse(connection)) others.push(name);
    else if (connection.type === "files") {
      lakes.push({ name, type: "files", root: path.resolve(workspace, connection.path) });
    } else {
      const { bucket, prefix = "", endpoint } = connection;
      const sameAs = names.get(connection);
      const more = { ...(endpoint !== undefined && { endpoint }), ...(sameAs !== undefined && { sameAs }) };
      lakes.push({ name, type: "s3", bucket, prefix, ...more });
      names.set(connection, name);
    }
  }
  return { lakes, others };
}
