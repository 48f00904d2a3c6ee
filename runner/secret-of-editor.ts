import type { AskingDaemon } from "./daemon/ask-for-secret.ts";
import { noEditor } from "./secrets/editor.ts";

/**
 * A secret that the editor keeps, for the command line: asked of the workspace's daemon, if an editor has started one.
 * Undefined when the editor has none of that name. Throws a UserError when no editor can be asked.
 */
export async function secretOfEditor(
  from: AskingDaemon,
  name: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  // Few workspaces need it, and the way to the daemon takes its time to load.
  const { askDaemonForSecret } = await import("./daemon/ask-for-secret.ts");
  const secret = await askDaemonForSecret(from, name, signal);
  if (secret === undefined) throw noEditor(name);
  return secret ?? undefined;
}
