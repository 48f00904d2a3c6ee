import { chmod, lstat, mkdir, mkdtemp, readFile, rmdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Account, canEnter, giveTo } from "./server-account.ts";
import type { ServerHome } from "./server-home.ts";

/** The longest socket path that every Unix takes (macOS: 104 bytes with the closing zero), less the socket's name. */
const LONGEST_FOLDER = 103 - "/.s.PGSQL.5432".length;

/**
 * The folder of the server's socket, of mode 0700. It is in the temporary folder, because a workspace's path may
 * be too long for a socket or on a file system without them. Its name is random, so nobody can make it first, and
 * remembered in `folder`, so that it is the same each time.
 */
export async function socketFolder({ folder, account, owner }: ServerHome): Promise<string> {
  const note = path.join(folder, "socket-folder");
  const known = await readFile(note, "utf8").catch(() => undefined);
  if (known !== undefined && (await isOurs(known, account))) return known;
  const made = await makeSocketFolder(account);
  await writeFile(note, made);
  await giveTo(owner, note);
  return made;
}

/** Leaves it where something else is in it. */
export async function removeSocketFolder(sockets: string): Promise<void> {
  await rmdir(sockets).catch(() => {});
}

/** Made again when a restart of the machine or a tidy-up removed it. */
async function isOurs(sockets: string, account: Account | undefined): Promise<boolean> {
  try {
    await mkdir(sockets, { mode: 0o700 });
    await giveTo(account, sockets);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") return false;
  }
  const found = await lstat(sockets);
  return (
    found.isDirectory() && found.uid === (account?.uid ?? process.getuid?.()) && (found.mode & 0o077) === 0
  );
}

async function makeSocketFolder(account: Account | undefined): Promise<string> {
  const sockets = await mkdtemp(path.join(await temporaryFolder(account), "millrace-"));
  await chmod(sockets, 0o700);
  await giveTo(account, sockets);
  return sockets;
}

async function temporaryFolder(account: Account | undefined): Promise<string> {
  const own = tmpdir();
  const fits = Buffer.byteLength(path.join(own, "millrace-XXXXXX")) <= LONGEST_FOLDER;
  return fits && (account === undefined || (await canEnter(account, own))) ? own : "/tmp";
}
