import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { VsCode } from "../vscode/host.ts";

/** No file of the workspace has any of the texts, nor has a log of the window. */
export async function assertNowhere(
  code: VsCode,
  workspace: string,
  secrets: readonly string[],
): Promise<void> {
  const entries = await readdir(workspace, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  assert.ok(files.some(({ name }) => name === "daemon.log"));
  for (const { parentPath, name } of files) {
    const bytes = await readFile(path.join(parentPath, name)).catch(emptyWhenGone);
    for (const secret of secrets) assert.equal(bytes.includes(secret), false, path.join(parentPath, name));
  }
  const logs = await code.logs();
  for (const secret of secrets) assert.equal(logs.includes(secret), false, "logs");
}

/** The runner goes on meanwhile: a file that it replaces has been listed, and is not there any more. */
function emptyWhenGone(error: unknown): Buffer {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return Buffer.alloc(0);
  throw error;
}
