import { createHash } from "node:crypto";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Account, canEnter, chooseAccount, giveTo, isRoot, workspaceOwner } from "./server-account.ts";

/** For what root's servers cannot keep in the workspace. */
export const SYSTEM_FOLDER = "/var/lib/millrace";

/** Where a workspace's server keeps its data, and who it runs as. */
export interface ServerHome {
  /** `.millrace/postgres` of the workspace: lock, users, credentials, log. */
  readonly folder: string;
  /** Postgres's data directory. Its parent is for us to write in. */
  readonly data: string;
  /** Undefined: it runs as ourselves. */
  readonly account: Account | undefined;
  /** Who gets the files of `folder` when root makes them. Undefined: they stay ours. */
  readonly owner: Account | undefined;
}

/** Written into the workspace's folder when the data are elsewhere. */
interface Pointer {
  readonly folder: string;
  readonly home: string;
}

/**
 * Finds or chooses the place of the data: in `folder`, unless root runs the server as another user who does not
 * get there (a workspace under /root); then in a folder of /var/lib/millrace, with a pointer file to it.
 */
export async function findServerHome(folder: string, log: (message: string) => void): Promise<ServerHome> {
  const owner = await workspaceOwner(folder);
  const preferred = await chooseAccount(owner);
  const home = (await readPointer(folder)) ?? (await chooseHome(folder, preferred, log));
  if (home !== folder) {
    await mkdir(home, { recursive: true, mode: 0o755 });
    await giveTo(owner, pointerFile(folder));
  }
  const data = path.join(home, "data");
  return { folder, data, account: await ownerOf(data, preferred), owner };
}

async function chooseHome(
  folder: string,
  account: Account | undefined,
  log: (message: string) => void,
): Promise<string> {
  if (account === undefined || (await canEnter(account, folder))) return folder;
  const home = path.join(SYSTEM_FOLDER, hashOf(folder));
  const pointer: Pointer = { folder, home };
  await writeFile(pointerFile(folder), `${JSON.stringify(pointer, null, 2)}\n`);
  log(
    `The embedded Postgres keeps its data in ${home}: it cannot run as root, and no other user gets to ${folder}.`,
  );
  return home;
}

/** A copied workspace carries the pointer of its original, which it must not share data with; a moved one keeps it. */
async function readPointer(folder: string): Promise<string | undefined> {
  try {
    const pointer = JSON.parse(await readFile(pointerFile(folder), "utf8")) as Pointer;
    if (pointer.folder === folder || !(await exists(pointerFile(pointer.folder)))) return pointer.home;
  } catch {
    // None.
  }
  return undefined;
}

/** Data that are there keep their owner, who may have been chosen when the workspace was somebody else's. */
async function ownerOf(data: string, preferred: Account | undefined): Promise<Account | undefined> {
  if (!isRoot()) return undefined;
  const owner = await stat(data).catch(() => undefined);
  return owner === undefined || owner.uid === 0 ? preferred : { uid: owner.uid, gid: owner.gid };
}

function pointerFile(folder: string): string {
  return path.join(folder, "location.json");
}

function hashOf(folder: string): string {
  return createHash("sha256").update(folder).digest("hex").slice(0, 16);
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
