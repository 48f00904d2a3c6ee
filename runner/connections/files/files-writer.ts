import { type FileHandle, mkdir, open, realpath, rename, rm, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import { addAbortSignal, type Readable } from "node:stream";
import type { LakeWriter, NewObject } from "../lake.ts";
import { bodyEndedEarly } from "../lake-errors.ts";
import { fileNameProblem } from "./file-names.ts";
import { cannotRead } from "./files-errors.ts";
import { partName } from "./part-name.ts";
import {
  cannotWrite,
  fileInTheWay,
  folderInTheWay,
  leadsOutside,
  notAFileName,
  writtenByAnother,
} from "./write-errors.ts";

/**
 * Writes objects as files below `root`, which is made when it is not there, and nowhere else: keys that are no paths
 * and links that lead out are refused. A file is written under another name beside its place and then renamed, so that
 * nobody ever sees half of one. It gets the object's time, as `cp -p` does it.
 */
export function filesWriter({ root }: { readonly root: string }): LakeWriter {
  const describe = (key: string) => path.join(root, key);
  const folders = new Map<string, Promise<string>>();

  /** Where a folder of the lake really is; made with all above it. */
  function folderOf(key: string): Promise<string> {
    const known = folders.get(key);
    if (known !== undefined) return known;
    const made = makeFolder(key);
    folders.set(key, made);
    made.catch(() => folders.delete(key));
    return made;
  }

  async function makeFolder(key: string): Promise<string> {
    if (key === "") {
      await mkdir(root, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
        throw isInTheWay(error) ? fileInTheWay(root) : cannotWrite(root, error);
      });
      return await realpath(root);
    }
    const slash = key.lastIndexOf("/");
    const parent = await folderOf(slash < 0 ? "" : key.slice(0, slash));
    const folder = path.join(parent, key.slice(slash + 1));
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw cannotWrite(describe(key), error);
    });
    let real: string;
    try {
      real = await realpath(folder);
      if (!(await stat(real)).isDirectory()) throw fileInTheWay(describe(key));
    } catch (error) {
      // A link to nothing.
      throw asError(describe(key), error);
    }
    const top = await folderOf("");
    const isInside = real === top || real.startsWith(top.endsWith(path.sep) ? top : top + path.sep);
    if (!isInside) throw leadsOutside(describe(key), root);
    return real;
  }

  return {
    keysAreFiles: true,
    keyProblem: fileNameProblem,

    async foldsCase(mayTry) {
      const usual = ["darwin", "win32"].includes(process.platform);
      if (!mayTry) return usual;
      const made = await mkdir(root, { recursive: true }).catch(() => undefined);
      try {
        return await foldsNames(root);
      } catch {
        // There is no right to write, or no room: it is told where something is written, if anything is.
        return usual;
      } finally {
        await unmake(root, made);
      }
    },

    async put(key, body, about, signal) {
      const problem = fileNameProblem(key);
      if (problem !== undefined) {
        body.destroy();
        throw notAFileName(describe(key), problem);
      }
      const slash = key.lastIndexOf("/");
      const name = key.slice(slash + 1);
      let folder: string;
      try {
        folder = await folderOf(key.slice(0, Math.max(slash, 0)));
      } catch (error) {
        body.destroy();
        throw error;
      }
      const part = path.join(folder, partName(name));
      let isOurs = false;
      try {
        const handle = await openPart(part, body);
        isOurs = true;
        try {
          await fill(handle, body, about, describe(key), signal);
          await assertStillOurs(handle, part, describe(key));
        } catch (error) {
          isOurs = !isWrittenByAnother(error);
          throw error;
        } finally {
          await handle.close();
        }
        await rename(part, path.join(folder, name)).catch((error: NodeJS.ErrnoException) => {
          throw ["EISDIR", "ENOTEMPTY", "EEXIST"].includes(error.code ?? "")
            ? folderInTheWay(describe(key))
            : error;
        });
      } catch (error) {
        if (isOurs) await rm(part, { force: true }).catch(() => {});
        // Somebody has removed the folder meanwhile: the next try makes it again.
        if ((error as NodeJS.ErrnoException).code === "ENOENT") folders.clear();
        throw asError(describe(key), error);
      }
    },

    copyWithin: async () => false,
  };
}

/** Whether a name of other case is the same file in a folder. Rejects when nothing can be written there. */
async function foldsNames(folder: string): Promise<boolean> {
  const name = partName("Case");
  const probe = path.join(folder, name);
  await (await open(probe, "w")).close();
  const folds = await stat(path.join(folder, name.toUpperCase())).then(
    () => true,
    () => false,
  );
  // If it stays, it is no object, and whoever tries next takes it over.
  await rm(probe, { force: true }).catch(() => {});
  return folds;
}

/** Takes empty folders away again: all from `folder` up to `first`, the topmost that was made. */
async function unmake(folder: string, first: string | undefined): Promise<void> {
  if (first === undefined) return;
  const top = path.resolve(first);
  for (let one = path.resolve(folder); one.length >= top.length; one = path.dirname(one))
    await rmdir(one).catch(() => {});
}

/** What a killed process has left of it is removed first: to write into it would be to write into what is open elsewhere. */
async function openPart(part: string, body: Readable): Promise<FileHandle> {
  try {
    await rm(part, { force: true });
    return await open(part, "wx");
  } catch (error) {
    body.destroy();
    throw error;
  }
}

async function fill(
  handle: FileHandle,
  body: Readable,
  { size, lastModified }: NewObject,
  what: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  let written = 0;
  // A body that waits for more hears of an abort by this.
  if (signal !== undefined) addAbortSignal(signal, body);
  const chunks = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of body) {
      written += chunk.length;
      yield chunk;
    }
  };
  await handle.writeFile(chunks());
  if (written !== size) throw bodyEndedEarly(what, written, size);
  // Half a millisecond more: as a fraction of a second most whole ones are a little less, and would be cut off.
  const time = (lastModified.getTime() + 0.5) / 1000;
  await handle.utimes(time, time);
}

/** Two that write one key at a time: the later one took the name away, and the earlier one must not rename it. */
async function assertStillOurs(handle: FileHandle, part: string, what: string): Promise<void> {
  const ours = await handle.stat({ bigint: true });
  const there = await stat(part, { bigint: true }).catch(() => undefined);
  if (there?.ino !== ours.ino || there.dev !== ours.dev) throw writtenByAnother(what);
}

function isWrittenByAnother(error: unknown): boolean {
  return (error as { readonly code?: string }).code === "written-by-another";
}

function isInTheWay({ code }: NodeJS.ErrnoException): boolean {
  return code === "EEXIST" || code === "ENOTDIR";
}

function asError(what: string, error: unknown): unknown {
  if (!(error instanceof Error && "syscall" in error)) return error;
  const failure = error as NodeJS.ErrnoException;
  // The body may be a file too.
  return failure.syscall === "read"
    ? cannotRead("what is to be copied", failure)
    : cannotWrite(what, failure);
}
