import { existsSync } from "node:fs";
import { cp, mkdir, symlink } from "node:fs/promises";
import path from "node:path";

/** What npm packs, and what it is told by. */
const PARTS = ["bin", "dist", "samples", "sql", "package.json"];

/**
 * Copies the built package, with a link to the installed ones: a build that happens meanwhile does not change what
 * is measured. Throws when nothing is built.
 */
export async function copyPackage(root: string, to: string): Promise<string> {
  if (!existsSync(path.join(root, "dist", "cli.js")))
    throw new Error(
      "There is nothing to measure: run `npm run build` first, or all of it by `npm run bench`.",
    );
  await mkdir(to);
  for (const part of PARTS) await cp(path.join(root, part), path.join(to, part), { recursive: true });
  await symlink(path.join(root, "node_modules"), path.join(to, "node_modules"), "junction");
  return to;
}
