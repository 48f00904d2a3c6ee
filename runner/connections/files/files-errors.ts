import { UserError } from "../../../protocol/user-error.ts";

export function missingRoot(lake: string, root: string): UserError {
  return new UserError({
    code: "lake-missing",
    message: `The folder ${root} of the lake "${lake}" does not exist.`,
    next: "Create the folder, or correct the connection's path.",
    setting: ["path"],
  });
}

export function rootIsNoFolder(lake: string, root: string): UserError {
  return new UserError({
    code: "lake-missing",
    message: `${root}, the root of the lake "${lake}", is not a folder.`,
    next: "Correct the connection's path.",
    setting: ["path"],
  });
}

/** For any other error of the file system: no rights, a broken disk, too many open files. */
export function cannotRead(path: string, error: NodeJS.ErrnoException): UserError {
  const denied = error.code === "EACCES" || error.code === "EPERM";
  return new UserError({
    code: denied ? "lake-access-denied" : "lake-read-failed",
    message: denied
      ? `There is no right to read ${path}.`
      : `${path} cannot be read (${error.code ?? error.message}).`,
    next: denied
      ? "Give the user who runs Millrace the right to read it."
      : "Look at the file system that holds it.",
    retryable: !denied,
    cause: error,
  });
}

/** True when the error says that there is nothing by that name. */
export function isAbsent(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"].includes((error as NodeJS.ErrnoException).code ?? "");
}
