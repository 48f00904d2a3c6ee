import { readFile } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../../protocol/user-error.ts";

/** A file that a task names, found beside its DAG file or from the workspace's root. */
export interface TaskFile {
  readonly text: string;
  /** Relative to the workspace, forward slashes. */
  readonly file: string;
}

export async function readTaskFile(
  workspace: string,
  dagFile: string,
  name: string,
  where: string,
): Promise<TaskFile> {
  for (const folder of [path.dirname(dagFile), "."]) {
    const file = path.posix.normalize(path.posix.join(folder.replaceAll("\\", "/"), name));
    try {
      return { text: await readFile(path.join(workspace, file), "utf8"), file };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw unreadable(file, where, error);
    }
  }
  throw missing(name, where, dagFile);
}

function missing(name: string, where: string, dagFile: string): UserError {
  return new UserError({
    code: "missing-file",
    message: `The file ${name} (${where}) is not there.`,
    next: `Paths are relative to ${dagFile}'s folder, then to the workspace.`,
  });
}

function unreadable(file: string, where: string, cause: unknown): UserError {
  return new UserError({
    code: "unreadable-file",
    message: `The file ${file} (${where}) cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
    cause,
  });
}
