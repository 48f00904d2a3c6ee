/**
 * Runs the commands of the pages that are walks through Millrace (`README.md`, `docs/guide/`, `docs/reference/json.md`),
 * each page in an empty folder, and writes what they print into the page where it is not as shown. What differs from
 * run to run is left as it is. `node scripts/docs-outputs.ts [part of a page's path]`
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../runner/package-root.ts";
import { isWalk } from "./docs/console-blocks.ts";
import { walk } from "./docs/run-millrace.ts";

/** The pages that can be walked through, relative to the repository. */
export function walks(): readonly string[] {
  return globSync(["README.md", "docs/guide/*.md", "docs/reference/*.md"], { cwd: packageRoot() })
    .filter((file) => isWalk(readFileSync(path.join(packageRoot(), file), "utf8")))
    .sort();
}

if (import.meta.main) {
  const wanted = process.argv[2] ?? "";
  for (const file of walks().filter((name) => name.includes(wanted))) {
    const place = path.join(packageRoot(), file);
    const { commands, text } = await walk(readFileSync(place, "utf8"));
    const changed = commands.filter(({ matches }) => !matches);
    if (changed.length > 0) writeFileSync(place, text);
    console.log(`${file}: ${commands.length} commands, ${changed.length} with other output`);
    for (const { line } of changed) console.log(`  ${line}`);
  }
}
