import type { FolderSecrets } from "./folder-secrets.ts";

/**
 * Answers the runner's question for a secret of its folder. `onLost` is called once for each name that was kept and is
 * not there any more: the machine has no keyring, and the editor was closed since.
 */
export function answerSecrets(
  secrets: FolderSecrets,
  onLost: (name: string) => void,
): (name: string) => Promise<string | undefined> {
  const told = new Set<string>();
  return async (name) => {
    // A storage that fails has lost it as well.
    const secret = await secrets.get(name).catch(() => undefined);
    if (secret !== undefined) told.delete(name);
    else if (secrets.names().includes(name) && !told.has(name)) {
      told.add(name);
      onLost(name);
    }
    return secret;
  };
}
