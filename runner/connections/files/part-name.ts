import { createHash } from "node:crypto";

const SUFFIX = ".millrace-part";

/**
 * What a file is called while it is written, in the folder that it will be in. Always the same for a name: what a
 * killed process left of it is written over by whoever writes it again. Short, however long the name.
 */
export function partName(name: string): string {
  return `.${createHash("sha256").update(name).digest("hex").slice(0, 24)}${SUFFIX}`;
}

/** Whether a file is half of one: it is no object of the lake. */
export function isPartName(name: string): boolean {
  return name.startsWith(".") && name.endsWith(SUFFIX);
}
