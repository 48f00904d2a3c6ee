import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** True when Millrace's own TypeScript runs as it stands in the repository, not the bundle in `dist/`. */
export function runsFromSource(): boolean {
  return import.meta.url.endsWith(".ts");
}

/** The folder of Millrace's own package.json: where `sql/`, `samples/` and `dist/` are found at run time. */
export function packageRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!isMillrace(path.join(folder, "package.json"))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error("Millrace's package.json is missing above its own code.");
    folder = parent;
  }
  return folder;
}

function isMillrace(packageJson: string): boolean {
  if (!existsSync(packageJson)) return false;
  return (JSON.parse(readFileSync(packageJson, "utf8")) as { name?: string }).name === "millrace";
}
