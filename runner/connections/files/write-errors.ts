import { UserError } from "../../../protocol/user-error.ts";

export function notAFileName(path: string, problem: string): UserError {
  return new UserError({
    code: "bad-file-name",
    message: `${path} cannot be a file: ${problem}.`,
    next: "Copy it to a lake of type s3, or leave it out with --exclude.",
  });
}

/** A link in the destination would take what is written to another place. */
export function leadsOutside(folder: string, root: string): UserError {
  return new UserError({
    code: "leads-outside",
    message: `${folder} is a link that leads out of ${root}, so nothing is written there.`,
    next: "Copy to the folder that it leads to, or remove the link.",
  });
}

export function fileInTheWay(path: string): UserError {
  return new UserError({
    code: "file-in-the-way",
    message: `${path} is a file, and a folder of that name is needed.`,
    next: "Move the file away, or copy to another folder.",
  });
}

export function folderInTheWay(path: string): UserError {
  return new UserError({
    code: "folder-in-the-way",
    message: `${path} is a folder, and a file of that name is needed.`,
    next: "Move the folder away, or copy to another one.",
  });
}

export function writtenByAnother(path: string): UserError {
  return new UserError({
    code: "written-by-another",
    message: `Another process writes ${path} too.`,
    next: "Wait for its end, then run the command again.",
  });
}

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const DENIED = new Set(["EACCES", "EPERM", "EROFS"]);

/** For errors of the file system while `path` is written. */
export function cannotWrite(path: string, error: NodeJS.ErrnoException): UserError {
  const { code = "", message } = error;
  if (FULL.has(code))
    return new UserError({
      code: "disk-full",
      message: `There is no room for ${path} (${code}).`,
      next: "Free some space, then run the command again: what is there is not copied again.",
      cause: error,
    });
  if (DENIED.has(code))
    return new UserError({
      code: "lake-access-denied",
      message: `There is no right to write ${path}${code === "EROFS" ? " (the file system is read-only)" : ""}.`,
      next: "Give the user who runs Millrace the right to write it, or copy elsewhere.",
      cause: error,
    });
  const isName = code === "ENAMETOOLONG" || code === "EILSEQ" || code === "EINVAL";
  return new UserError({
    code: isName ? "bad-file-name" : "lake-write-failed",
    message: `${path} cannot be written (${code || message}).`,
    next: isName
      ? "Copy to a shorter path, or to a lake of type s3."
      : "Look at the file system that holds it.",
    retryable: !isName,
    cause: error,
  });
}
