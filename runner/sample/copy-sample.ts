import { cp, mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../../protocol/user-error.ts";
import { packageRoot } from "../package-root.ts";
import { ENVIRONMENT_FILE } from "./environment-file.ts";
import { cannotWrite } from "./folder-error.ts";

/** What runs and people leave behind; never copied. */
const NOT_COPIED = new Set([".millrace", "data", ".gitignore", ENVIRONMENT_FILE]);

/** Written instead of copied, because npm leaves files of this name out of packages. */
export const GIT_IGNORE = ".millrace/\ndata/\n.env\n";

/**
 * Copies a folder of `samples/` to `folder`, which must be empty or not be there. Returns the files made,
 * relative, with forward slashes, in order. Throws a UserError when the folder cannot be used.
 */
export async function copySample(name: "sparkify" | "empty", folder: string): Promise<readonly string[]> {
  await makeEmptyFolder(folder);
  const source = path.join(packageRoot(), "samples", name);
  await cp(source, folder, {
    recursive: true,
    filter: (from) => !NOT_COPIED.has(path.relative(source, from)),
  });
  await writeFile(path.join(folder, ".gitignore"), GIT_IGNORE);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
    .sort();
}

async function makeEmptyFolder(folder: string): Promise<void> {
  const refused = (cause: unknown): never => {
    throw cannotWrite(folder, cause);
  };
  await mkdir(folder, { recursive: true }).catch(refused);
  const there = await readdir(folder).catch(refused);
  if (there.length > 0) throw notEmpty(folder, there);
}

function notEmpty(folder: string, there: readonly string[]): UserError {
  const others = there.length > 1 ? ` and ${there.length - 1} more` : "";
  return new UserError({
    code: "folder-not-empty",
    message: `${folder} is not empty: it has ${there[0]}${others}.`,
    next: "Name a folder that is empty or does not exist yet.",
  });
}
