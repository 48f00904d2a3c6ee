import type { BigIntStats } from "node:fs";
import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { addAbortSignal, Readable } from "node:stream";
import type { Lake } from "../lake.ts";
import { objectChanged, objectRemoved } from "../lake-errors.ts";
import { cannotRead, isAbsent, missingRoot, rootIsNoFolder } from "./files-errors.ts";
import { type Folder, levelOfFolder, listFolder } from "./list-folder.ts";
import { toLakeObject } from "./to-lake-object.ts";

/** Files up to this size are read in one go. */
const SMALL_BYTES = 256 * 1024;
const CHUNK_BYTES = 256 * 1024;

/**
 * A local folder, seen as S3 would show it: keys with forward slashes, prefixes that are strings, no folders as
 * objects. Files whose names begin with a dot are objects too, and symbolic links are followed. A root that does
 * not exist is an error, as a missing bucket is.
 */
export function filesLake({ name, root }: { readonly name: string; readonly root: string }): Lake {
  const describe = (key: string) => `${root.replace(/[/\\]+$/, "")}/${key}`;

  async function realRoot(): Promise<string> {
    try {
      const real = await realpath(root);
      if (!(await stat(real)).isDirectory()) throw rootIsNoFolder(name, root);
      return real;
    } catch (error) {
      if (isAbsent(error)) throw missingRoot(name, root);
      throw asError(root, error);
    }
  }

  /** The folder that a prefix names, or undefined when there is none. */
  async function folderOf(folderKey: string): Promise<Folder | undefined> {
    let folder: Folder = { path: root, key: "", realPaths: [await realRoot()] };
    if (folderKey === "") return folder;
    const segments = folderKey.slice(0, -1).split("/");
    if (!segments.every(isSegment)) return undefined;
    for (const segment of segments) {
      const below = path.join(folder.path, segment);
      try {
        const real = await realpath(below);
        if (folder.realPaths.includes(real) || !(await stat(real)).isDirectory()) return undefined;
        folder = { path: below, key: `${folder.key}${segment}/`, realPaths: [...folder.realPaths, real] };
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw asError(below, error);
      }
    }
    return folder;
  }

  function fileOf(key: string): string | undefined {
    const segments = key.split("/");
    return segments.every(isSegment) ? path.join(root, ...segments) : undefined;
  }

  return {
    name,
    describe,

    async *list(prefix, signal) {
      const slash = prefix.lastIndexOf("/") + 1;
      const folder = await folderOf(prefix.slice(0, slash));
      if (folder !== undefined) yield* listFolder(folder, prefix.slice(slash), signal);
    },

    async *level(prefix, signal) {
      const slash = prefix.lastIndexOf("/") + 1;
      const folder = await folderOf(prefix.slice(0, slash));
      if (folder !== undefined) yield* levelOfFolder(folder, prefix.slice(slash), signal);
    },

    async head(key, signal) {
      signal?.throwIfAborted();
      const file = fileOf(key);
      try {
        const stats = file === undefined ? undefined : await stat(file, { bigint: true });
        if (stats?.isFile()) return toLakeObject(key, stats);
      } catch (error) {
        if (!isAbsent(error)) throw asError(describe(key), error);
      }
      await realRoot();
      return undefined;
    },

    async open({ key, etag }, signal) {
      signal?.throwIfAborted();
      const file = fileOf(key);
      if (file === undefined) throw objectRemoved(describe(key));
      let handle: FileHandle | undefined;
      const assertSame = (stats: BigIntStats): void => {
        if (toLakeObject(key, stats).etag !== etag) throw objectChanged(describe(key));
      };
      try {
        handle = await open(file);
        const stats = await handle.stat({ bigint: true });
        if (!stats.isFile()) throw objectRemoved(describe(key));
        assertSame(stats);
        if (stats.size > SMALL_BYTES) {
          const stream = streamOf(handle, assertSame, signal);
          handle = undefined;
          return stream;
        }
        const bytes = await handle.readFile();
        assertSame(await handle.stat({ bigint: true }));
        return whole(bytes);
      } catch (error) {
        if (!isAbsent(error)) throw asError(describe(key), error);
        await realRoot();
        throw objectRemoved(describe(key));
      } finally {
        await handle?.close();
      }
    },

    close: async () => {},
  };
}

/** The content of a file that is as it was when all of it has been read. The handle is closed with the stream. */
function streamOf(
  handle: FileHandle,
  assertSame: (stats: BigIntStats) => void,
  signal: AbortSignal | undefined,
): Readable {
  const chunks = async function* (): AsyncGenerator<Buffer> {
    const options = { autoClose: false, highWaterMark: CHUNK_BYTES };
    for await (const chunk of handle.createReadStream(options)) yield chunk as Buffer;
    assertSame(await handle.stat({ bigint: true }));
  };
  const stream = Readable.from(chunks(), { objectMode: false, highWaterMark: CHUNK_BYTES });
  // Not by the generator: where nobody has read, it has not begun.
  stream.once("close", () => void handle.close().catch(() => {}));
  return signal === undefined ? stream : addAbortSignal(signal, stream);
}

/** A part of a key that can be a name in a folder. The others exist in S3, but never here. */
function isSegment(segment: string): boolean {
  if (segment === "" || segment === "." || segment === ".." || segment.includes("\0")) return false;
  return path.sep === "/" || !segment.includes(path.sep);
}

function asError(what: string, error: unknown): unknown {
  const isSystemError = error instanceof Error && "syscall" in error;
  return isSystemError ? cannotRead(what, error as NodeJS.ErrnoException) : error;
}

function whole(bytes: Buffer): Readable {
  return new Readable({
    read() {
      if (bytes.length > 0) this.push(bytes);
      this.push(null);
    },
  });
}
