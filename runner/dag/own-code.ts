import path from "node:path";
import { packageRoot, runsFromSource } from "../package-root.ts";

/** A file of Millrace that is run or bundled by itself: `runner/dag/<name>.ts`, or what the build made of it. */
export function ownFile(source: string): string {
  return runsFromSource()
    ? path.join(packageRoot(), "runner", "dag", `${source}.ts`)
    : path.join(packageRoot(), "dist", `${path.basename(source)}.js`);
}

/** What `import … from "millrace"` is bundled from. */
export function authoringEntry(): string {
  return runsFromSource() ? ownFile("authoring/entry") : path.join(packageRoot(), "dist", "authoring.js");
}

/** Tells source files of Millrace itself, which are never the place of an author's call. */
export function ownCode(): (file: string) => boolean {
  const root = packageRoot();
  return (file) => {
    const own = path.relative(root, file).split(path.sep)[0];
    return own === "runner" || own === "protocol" || own === "dist";
  };
}
