import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { UserError } from "../../protocol/user-error.ts";
import { createRedactor } from "../../runner/secrets/redactor.ts";
import type { Redactor } from "../../runner/secrets/secrets.ts";
import type { SecretSources, WorkspaceSecrets } from "../../runner/secrets/workspace-secrets.ts";
import { workspaceSecrets } from "../../runner/secrets/workspace-secrets.ts";

export interface TestSecrets extends WorkspaceSecrets {
  readonly folder: string;
  readonly redactor: Redactor;
  /** Writes a file of the workspace. */
  write(name: string, text: string): Promise<void>;
}

/** The secrets of a workspace of the test's own, gone after it. Its environment is only what is given. */
export async function testSecrets(
  t: TestContext,
  env: SecretSources["env"] = {},
  sources: Partial<SecretSources> = {},
): Promise<TestSecrets> {
  const folder = await mkdtemp(path.join(tmpdir(), "mr-secrets-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const redactor = createRedactor();
  const known = workspaceSecrets(folder, { env, redactor, ...sources });
  return { ...known, folder, redactor, write: (name, text) => writeFile(path.join(folder, name), text) };
}

/** `code: message | next`. */
export async function errorOf(work: Promise<unknown>): Promise<string> {
  try {
    return `no error, but ${JSON.stringify(await work)}`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `${error.code}: ${error.message} | ${error.next ?? ""}`;
  }
}
