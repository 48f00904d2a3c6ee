import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { UserError } from "../../../protocol/user-error.ts";

/** A file that is only there when all of it is. */
export interface NewFile {
  write(text: string): Promise<void>;
}

/** Written at a time. */
const CHUNK_CHARACTERS = 256 * 1024;

/**
 * Writes a file beside its place and moves it there when `work` has succeeded; an older one is replaced then, and
 * nothing is left otherwise. Gives its size in bytes.
 */
export async function writeNewFile(file: string, work: (file: NewFile) => Promise<void>): Promise<number> {
  const part = path.join(
    path.dirname(file),
    `.${path.basename(file).slice(0, 100)}.${randomBytes(4).toString("hex")}`,
  );
  const handle = await open(part, "wx").catch((error: unknown) => {
    throw unwritable(file, error);
  });
  let waiting: string[] = [];
  let length = 0;
  let bytes = 0;
  const flush = async (): Promise<void> => {
    const chunk = Buffer.from(waiting.join(""), "utf8");
    waiting = [];
    length = 0;
    bytes += chunk.length;
    await handle.writeFile(chunk).catch((error: unknown) => {
      throw unwritable(file, error);
    });
  };
  try {
    try {
      await work({
        async write(text) {
          waiting.push(text);
          length += text.length;
          if (length >= CHUNK_CHARACTERS) await flush();
        },
      });
      await flush();
    } finally {
      await handle.close();
    }
    await rename(part, file).catch((error: unknown) => {
      throw unwritable(file, error);
    });
    return bytes;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

function unwritable(file: string, error: unknown): UserError {
  const { code, message } = error as NodeJS.ErrnoException;
  const why: Readonly<Record<string, string>> = {
    ENOENT: "its folder is not there",
    EACCES: "you may not write there",
    EPERM: "you may not write there",
    EROFS: "the disk is read-only",
    ENOSPC: "the disk is full",
    EISDIR: "it is a folder",
    ENOTDIR: "its folder is a file",
  };
  return new UserError({
    code: "unwritable-file",
    message: `${file} cannot be written: ${why[code ?? ""] ?? message}.`,
    next: "Choose another place.",
    cause: error,
  });
}
