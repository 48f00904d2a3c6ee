import { lstat, mkdtemp, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { formatBytes } from "../../protocol/text/format-bytes.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { CheckUp } from "./check-up.ts";

/** Whether the workspace's `.millrace` can be written, and how much is in it. */
export function stateFolder(workspace: string): CheckUp {
  return {
    name: "state folder",
    async look() {
      const folder = path.join(workspace, ".millrace");
      const isThere = await lstat(folder).then(
        () => true,
        () => false,
      );
      // What is not there is made in the workspace.
      await tryToWrite(isThere ? folder : workspace);
      if (!isThere) return { health: "ok", text: ".millrace is not there yet" };
      return { health: "ok", text: `${formatBytes(await sizeOf(folder))} in .millrace` };
    },
  };
}

async function tryToWrite(folder: string): Promise<void> {
  try {
    await rm(await mkdtemp(path.join(folder, "doctor-")), { recursive: true });
  } catch (error) {
    throw new UserError({
      code: "state-unusable",
      message: `${folder} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
      next: "Give yourself the right to write it; if it is no folder, move it away.",
      cause: error,
    });
  }
}

/** Files come and go while a server runs. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  let bytes = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = await lstat(path.join(entry.parentPath, entry.name)).catch(() => undefined);
    bytes += file?.size ?? 0;
  }
  return bytes;
}
