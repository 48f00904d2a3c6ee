import { secretForCommandLine } from "../../protocol/rpc/secrets.ts";
import { attach } from "./client.ts";
import { readDaemonFile } from "./daemon-file.ts";

export interface AskingDaemon {
  /** Absolute path. */
  readonly workspace: string;
  readonly version: string;
}

/**
 * Asks the daemon of a workspace for a secret that an editor keeps; starts none. Null: the editor has none of that name.
 * Undefined: there is no daemon of this version. Throws the UserError that it refuses with.
 */
export async function askDaemonForSecret(
  { workspace, version }: AskingDaemon,
  name: string,
  signal?: AbortSignal,
): Promise<string | null | undefined> {
  const file = readDaemonFile(workspace);
  // A hello of another version would make it end.
  if (file === undefined || file.version !== version) return undefined;
  const client = await attach(file, version);
  if (client === undefined) return undefined;
  const onAbort = (): void => client.close();
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await client.request(secretForCommandLine, { name });
  } finally {
    signal?.removeEventListener("abort", onAbort);
    client.close();
  }
}
