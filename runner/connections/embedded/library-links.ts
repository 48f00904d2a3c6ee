import { lstat, readFile, symlink } from "node:fs/promises";
import path from "node:path";

/**
 * Makes the links between library versions that npm cannot carry and the package's install script makes, which
 * many people do not let run. `native` is the package's folder; the paths in its list begin with `native/`.
 * Throws the file system's error when one is missing and cannot be made.
 */
export async function makeLibraryLinks(native: string): Promise<void> {
  for (const { source, target } of await readLinks(native)) {
    const link = path.join(native, "..", target);
    if (!(await exists(link))) await symlink(path.basename(source), link);
  }
}

async function readLinks(native: string): Promise<readonly { source: string; target: string }[]> {
  try {
    return JSON.parse(await readFile(path.join(native, "pg-symlinks.json"), "utf8"));
  } catch {
    // Windows' package has no links.
    return [];
  }
}

async function exists(link: string): Promise<boolean> {
  return lstat(link).then(
    () => true,
    () => false,
  );
}
