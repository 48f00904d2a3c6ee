/** Writes what `extension/contributions/` says into `package.json`. `node scripts/contributions.ts` */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { manifestParts } from "../extension/contributions/contributions.ts";
import { packageRoot } from "../runner/package-root.ts";

/** The manifest with the editor's parts as they are to be. */
export function withContributions(manifest: string): string {
  const known = JSON.parse(manifest) as Record<string, unknown>;
  return `${JSON.stringify({ ...known, ...manifestParts() }, null, 2)}\n`;
}

if (import.meta.main) {
  const file = path.join(packageRoot(), "package.json");
  writeFileSync(file, withContributions(readFileSync(file, "utf8")));
}
