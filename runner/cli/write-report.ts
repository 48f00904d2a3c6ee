import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "../../protocol/user-error.ts";

/** Writes a file that the user has named, relative to the current folder, with the folders that it needs. */
export function writeReport(cwd: string, file: string, text: string): void {
  const absolute = path.resolve(cwd, file);
  try {
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
  } catch (error) {
    throw new UserError({
      code: "unwritable-report",
      message: `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
      next: "The checks were evaluated, and the history has their results. Give another file.",
      cause: error,
    });
  }
}
