import { UserError } from "../../protocol/user-error.ts";

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: "a file has this name",
  ENOTDIR: "a part of the path is a file",
  EISDIR: "it is a folder",
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "it is on a read-only disk",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk is full",
};

/** `cause` is what the file system threw when `place` was to be made or written. */
export function cannotWrite(place: string, cause: unknown): UserError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new UserError({
    code: "cannot-write",
    message: `${place} cannot be written: ${REASONS[code ?? ""] ?? message}.`,
    next:
      code === "ENOSPC" || code === "EDQUOT" ? "Make room, or ask for less data." : "Name another folder.",
    cause,
  });
}
