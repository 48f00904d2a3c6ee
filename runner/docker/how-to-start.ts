import type { PostgresConfig } from "../config/postgres-config.ts";
import { findComposeFile } from "./compose-file.ts";
import { localAddress } from "./local-server.ts";
import { publishedInFile } from "./published-in-file.ts";

/**
 * What to do when nothing listens where a connection goes, for one that goes to a port of the workspace's compose file;
 * undefined for others. Reads the file, and asks Docker nothing.
 */
export function howToStart(workspace: string, config: PostgresConfig): string | undefined {
  const address = localAddress(config);
  const file = findComposeFile(workspace);
  if (address === undefined || file === undefined) return undefined;
  if (!publishedInFile(workspace, file).has(address.port)) return undefined;
  return `\`millrace docker up\` starts the server of ${file} and waits for it.`;
}
