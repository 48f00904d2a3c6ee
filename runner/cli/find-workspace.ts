import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { UserError } from "../../protocol/user-error.ts";

/** The given folder, or the nearest one upward from `cwd` with a `millrace.json`, or `cwd` itself. */
export function findWorkspace(given: string | undefined, cwd: string): string {
  if (given !== undefined) {
    const folder = path.resolve(cwd, given);
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
    throw new UserError({
      code: "no-workspace",
      message: `There is no folder ${folder}.`,
      next: "Give --workspace a folder that is there; `millrace init FOLDER` makes a new one.",
    });
  }
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, "millrace.json"))) return folder;
    if (folder === path.dirname(folder)) return cwd;
  }
}
