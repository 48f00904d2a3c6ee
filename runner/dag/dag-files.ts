import { existsSync, readdirSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";

const SKIPPED = new Set(["node_modules", "dist"]);

const SETTINGS = "millrace.json";

export interface DagFiles {
  /** The workspace's `*.dag.ts` files. */
  readonly files: readonly string[];
  /** Folders with settings and DAG files of their own: those are not the workspace's. */
  readonly nested: readonly string[];
}

/** DAG files and nested workspaces, as `findFiles` gives them. */
export async function findDagFiles(workspace: string, lakes: readonly string[] = []): Promise<DagFiles> {
  const found = await findFiles(workspace, lakes, (name) => name.endsWith(".dag.ts") || name === SETTINGS);
  const dagFiles = found.filter((file) => file.endsWith(".dag.ts"));
  const folders = found.flatMap((file) => (file.endsWith(`/${SETTINGS}`) ? path.posix.dirname(file) : []));
  const isIn = (folder: string) => (file: string) => file.startsWith(`${folder}/`);
  return {
    files: dagFiles.filter((file) => !folders.some((folder) => isIn(folder)(file))),
    nested: folders.filter((folder) => dagFiles.some(isIn(folder))),
  };
}

/**
 * The files of a workspace whose names are wanted, relative to it, forward slashes, sorted. Lakes (folders relative
 * to the workspace) are not looked through: they can hold millions of files.
 */
export async function findFiles(
  workspace: string,
  lakes: readonly string[],
  isWanted: (name: string) => boolean,
): Promise<readonly string[]> {
  const isLake = new Set(lakes.map((folder) => path.posix.normalize(folder).replace(/\/$/, "")));
  const found: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(path.join(workspace, folder), { withFileTypes: true })) {
      const file = path.posix.join(folder, entry.name);
      if (entry.isDirectory() && !SKIPPED.has(entry.name) && !entry.name.startsWith(".") && !isLake.has(file))
        await walk(file);
      else if (entry.isFile() && isWanted(entry.name)) found.push(file);
    }
  };
  await walk("");
  return found.sort();
}

/** The file that a DAG file names: beside it, or else from the workspace's root. Undefined when it is not there. */
export function resolveBeside(workspace: string, dagFile: string, name: string): string | undefined {
  return [path.posix.dirname(dagFile), "."]
    .map((folder) => path.posix.normalize(path.posix.join(folder, name)))
    .find((file) => existsSync(path.join(workspace, file)));
}

/** Names, as an author would write them, of the files in the folder that a missing file was looked for in. */
export function siblingsOf(workspace: string, dagFile: string, name: string): readonly string[] {
  const folder = path.posix.dirname(name);
  const extension = path.posix.extname(name);
  try {
    return readdirSync(path.join(workspace, path.posix.dirname(dagFile), folder))
      .filter((file) => file.endsWith(extension))
      .map((file) => (folder === "." ? file : `${folder}/${file}`));
  } catch {
    return [];
  }
}
