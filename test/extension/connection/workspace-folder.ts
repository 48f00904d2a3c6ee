import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";

/** An empty folder for one test. */
export async function workspaceFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "mr-ext-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
