import { readFileSync } from "node:fs";
import path from "node:path";

/** `- "127.0.0.1:8001:5432"` */
const SHORT = /^\s*-\s*["']?(?:\[?[\w.:]+\]?:)?(\d+):\d+(?:\/tcp)?["']?\s*(?:#.*)?$/;
/** `published: "8001"` */
const LONG = /^\s*(?:-\s*)?published:\s*["']?(\d+)["']?\s*(?:#.*)?$/;
/** `${PORT:-8001}` */
const WITH_DEFAULT = /\$\{(\w+):?-([^}]*)\}/g;

/**
 * The ports that a compose file publishes as its lines look: enough to say that a server may be one of its services,
 * where Docker is not there or is not to be asked. Empty for a file that cannot be read.
 */
export function publishedInFile(workspace: string, composeFile: string): ReadonlySet<number> {
  let text: string;
  try {
    text = readFileSync(path.join(workspace, composeFile), "utf8");
  } catch {
    return new Set();
  }
  const ports = text
    .replaceAll(WITH_DEFAULT, "$2")
    .split("\n")
    .flatMap((line) => (SHORT.exec(line) ?? LONG.exec(line))?.[1] ?? []);
  return new Set(ports.map(Number));
}
