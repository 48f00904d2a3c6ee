import { UserError } from "../../protocol/user-error.ts";

/** SQLite's primary result codes for what is not our doing, and what to do about it. */
const NEXT_BY_RESULT: ReadonlyMap<number, string> = new Map([
  [3, "Give yourself the right to write it."],
  [5, "Another program holds it: close that, and run the same command again."],
  [6, "Another program holds it: close that, and run the same command again."],
  [8, "Give yourself the right to write it."],
  [10, "Look at the disk, and run the same command again."],
  [11, "Move it away to begin a new history; the warehouse keeps what was loaded."],
  [13, "Free some space on the disk, and run the same command again: what was loaded is not loaded twice."],
  [14, "Give yourself the right to write it and its folder."],
  [26, "Move it away to begin a new history; the warehouse keeps what was loaded."],
]);

const FILE_SYSTEM: ReadonlySet<string> = new Set([
  ...["EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "EIO", "EMFILE", "ENOTDIR", "EISDIR", "EEXIST"],
]);

/** The UserError for a file of the workspace's state that the disk or its rights make unusable; other errors stay. */
export function stateError(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const { errcode, code } = error as { errcode?: unknown; code?: unknown };
  const next =
    typeof errcode === "number"
      ? NEXT_BY_RESULT.get(errcode & 0xff)
      : FILE_SYSTEM.has(String(code)) && "Make its folder usable, and run the same command again.";
  if (!next) return error;
  return new UserError({
    code: "state-unusable",
    message: `The file ${file} cannot be used: ${error.message}.`,
    next,
    cause: error,
  });
}

/** Runs `work`; what makes the file unusable is thrown as a UserError. */
export function withStateErrors<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw stateError(file, error);
  }
}
