import type { BigIntStats, Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { compareUtf8 } from "../../core/utf8-order.ts";
import type { LakeEntry, LakeObject } from "../lake.ts";
import { cannotRead, isAbsent } from "./files-errors.ts";
import { isPartName } from "./part-name.ts";
import { toLakeObject } from "./to-lake-object.ts";

/** A folder on the way from the lake's root to what is listed. */
export interface Folder {
  readonly path: string;
  /** Empty for the root, else with a slash at its end. */
  readonly key: string;
  /** Where it and all folders above it really are: a link to one of these would never end. */
  readonly realPaths: readonly string[];
}

/** An entry that is listed. `sortKey` is the name, with a slash for a folder. */
interface Entry {
  readonly name: string;
  readonly sortKey: string;
  /** Set for folders. */
  readonly folder?: Folder;
}

/** Files asked about at a time; libuv has four threads, which should never wait for us. */
const STATS_AT_ONCE = 64;
/** Folders that are read before their turn comes. */
const FOLDERS_AHEAD = 8;

/**
 * Objects below `folder`, in UTF-8 byte order of their keys; at the first level only entries whose names start with
 * `namePrefix`. A folder sorts as its name with a slash, which puts its files where their keys belong: `a-b` before
 * `a/b`. Symbolic links are followed, except those to a folder that the path already goes through. What is being written
 * is not there yet.
 */
export async function* listFolder(
  folder: Folder,
  namePrefix: string,
  signal?: AbortSignal,
): AsyncGenerator<LakeObject> {
  yield* listEntries(await readFolder(folder, namePrefix), folder, signal);
}

/** What is right below `folder`; folders only when there is an object in them. Otherwise as `listFolder`. */
export async function* levelOfFolder(
  folder: Folder,
  namePrefix: string,
  signal?: AbortSignal,
): AsyncGenerator<LakeEntry> {
  const entries = await readFolder(folder, namePrefix);
  for (const entry of entries) {
    signal?.throwIfAborted();
    if (entry.folder === undefined) {
      const object = (await statFiles([entry], folder)).get(entry);
      if (object !== undefined) yield { kind: "object", object };
    } else if (await hasObjects(entry.folder, signal)) {
      yield { kind: "folder", prefix: entry.folder.key };
    }
  }
}

async function hasObjects(folder: Folder, signal: AbortSignal | undefined): Promise<boolean> {
  for await (const _ of listFolder(folder, "", signal)) return true;
  return false;
}

async function* listEntries(
  entries: readonly Entry[],
  parent: Folder,
  signal: AbortSignal | undefined,
): AsyncGenerator<LakeObject> {
  const ahead = new Map<Entry, Promise<FolderContent>>();
  const folders = entries.filter((entry) => entry.folder !== undefined);
  let nextFolder = 0;
  const readAhead = () => {
    for (; ahead.size < FOLDERS_AHEAD && nextFolder < folders.length; nextFolder++) {
      const entry = folders[nextFolder] as Entry;
      const content = readContent(entry.folder as Folder);
      // Who awaits it gets the error; without this line an early end would leave it unhandled.
      content.catch(() => {});
      ahead.set(entry, content);
    }
  };
  let stats = new Map<Entry, LakeObject>();
  let statsUpTo = 0;
  for (const [index, entry] of entries.entries()) {
    signal?.throwIfAborted();
    if (entry.folder !== undefined) {
      readAhead();
      const { entries: below, stats: known } = await (ahead.get(entry) as Promise<FolderContent>);
      ahead.delete(entry);
      if (known === undefined) yield* listEntries(below, entry.folder, signal);
      else yield* known;
      continue;
    }
    if (index >= statsUpTo) {
      statsUpTo = index + STATS_AT_ONCE;
      stats = await statFiles(entries.slice(index, statsUpTo), parent);
    }
    const object = stats.get(entry);
    if (object !== undefined) yield object;
  }
}

interface FolderContent {
  readonly entries: readonly Entry[];
  /** Set when there are only files and few of them. */
  readonly stats?: readonly LakeObject[];
}

async function readContent(folder: Folder): Promise<FolderContent> {
  const entries = await readFolder(folder, "");
  if (entries.length > STATS_AT_ONCE || entries.some((entry) => entry.folder !== undefined))
    return { entries };
  return { entries, stats: [...(await statFiles(entries, folder)).values()] };
}

async function readFolder(folder: Folder, namePrefix: string): Promise<Entry[]> {
  let found: Dirent[];
  try {
    found = await readdir(folder.path, { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) return [];
    throw cannotRead(folder.path, error as NodeJS.ErrnoException);
  }
  const entries: Entry[] = [];
  for (const dirent of found) {
    if (!dirent.name.startsWith(namePrefix) || isPartName(dirent.name)) continue;
    const entry =
      dirent.isFile() || dirent.isDirectory()
        ? plainEntry(folder, dirent)
        : await linkEntry(folder, dirent.name);
    if (entry !== undefined) entries.push(entry);
  }
  return entries.sort((a, b) => compareUtf8(a.sortKey, b.sortKey));
}

function plainEntry(parent: Folder, dirent: Dirent): Entry {
  const { name } = dirent;
  if (dirent.isFile()) return { name, sortKey: name };
  return folderEntry(parent, name, path.join(parent.realPaths.at(-1) ?? parent.path, name));
}

/** A symbolic link, or an entry whose type the file system does not tell; undefined when there is nothing to list. */
async function linkEntry(parent: Folder, name: string): Promise<Entry | undefined> {
  const full = path.join(parent.path, name);
  try {
    const stats = await stat(full);
    if (stats.isFile()) return { name, sortKey: name };
    if (!stats.isDirectory()) return undefined;
    const real = await realpath(full);
    return parent.realPaths.includes(real) ? undefined : folderEntry(parent, name, real);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw cannotRead(full, error as NodeJS.ErrnoException);
  }
}

function folderEntry(parent: Folder, name: string, real: string): Entry {
  const folder = {
    path: path.join(parent.path, name),
    key: `${parent.key}${name}/`,
    realPaths: [...parent.realPaths, real],
  };
  return { name, sortKey: `${name}/`, folder };
}

/** A file that is deleted meanwhile is left out. */
async function statFiles(entries: readonly Entry[], parent: Folder): Promise<Map<Entry, LakeObject>> {
  const objects = new Map<Entry, LakeObject>();
  const files = entries.filter((entry) => entry.folder === undefined);
  const stats = await Promise.all(files.map((entry) => statFile(path.join(parent.path, entry.name))));
  files.forEach((entry, index) => {
    const found = stats[index];
    if (found?.isFile()) objects.set(entry, toLakeObject(parent.key + entry.name, found));
  });
  return objects;
}

async function statFile(file: string): Promise<BigIntStats | undefined> {
  try {
    return await stat(file, { bigint: true });
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw cannotRead(file, error as NodeJS.ErrnoException);
  }
}
