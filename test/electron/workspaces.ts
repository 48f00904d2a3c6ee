import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { packageRoot } from "../../runner/package-root.ts";
import type { WorkspaceKind } from "./suite/workspace-kind.ts";

export interface SuiteFolder {
  /** Holds the others; for what the run needs besides. */
  readonly path: string;
  readonly workspaces: Readonly<Record<WorkspaceKind, string>>;
  remove(): Promise<void>;
}

/** A temporary folder with the workspaces that the suites run in. */
export async function makeSuiteFolder(): Promise<SuiteFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), "mr-suite-"));
  // As root the embedded server runs as another user, who must get to its data.
  await chmod(folder, 0o711);
  const workspaces = {
    pipeline: path.join(folder, "pipeline"),
    called: path.join(folder, "called"),
    elsewhere: path.join(folder, "elsewhere"),
  };
  const fixtures = path.join(packageRoot(), "test/fixtures/vscode");
  await cp(path.join(fixtures, "pipeline"), workspaces.pipeline, { recursive: true });
  await cp(path.join(fixtures, "pipeline"), workspaces.called, { recursive: true });
  await cp(path.join(fixtures, "called"), workspaces.called, { recursive: true });
  await mkdir(workspaces.elsewhere);
  await writeFile(path.join(workspaces.elsewhere, "notes.ts"), "export const note = 1;\n");
  return {
    path: folder,
    workspaces,
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
