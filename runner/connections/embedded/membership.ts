import { existsSync } from "node:fs";
import type { Binaries } from "./binaries.ts";
import { withFolderLock } from "./folder-lock.ts";
import { type Postmaster, runningPostmaster, stopPostmaster } from "./postmaster.ts";
import type { ServerHome } from "./server-home.ts";
import { removeSocketFolder } from "./socket-folder.ts";
import { addUser, hasUsers, removeUser } from "./users.ts";
import { startWatchdog, type Watchdog } from "./watchdog.ts";

/** We are among the server's users, and our watchdog takes us off when we are killed. */
export interface Membership {
  readonly userFile: string;
  readonly watchdog: Watchdog;
}

/** Only under the folder's lock. */
export async function enter(home: ServerHome): Promise<Membership> {
  const userFile = await addUser(home);
  return { userFile, watchdog: startWatchdog(home, userFile) };
}

/** Takes us off the server's users, and stops the server after the last. `known` is the one that we have used. */
export async function leave(
  home: ServerHome,
  binaries: Binaries,
  membership: Membership | undefined,
  known: Postmaster | undefined,
): Promise<void> {
  if (membership === undefined) return;
  if (existsSync(home.folder)) {
    await withFolderLock(home, async () => {
      await removeUser(membership.userFile);
      if (!(await hasUsers(home.folder))) await stopServer(await runningPostmaster(home.data));
    });
  } else {
    // Somebody has removed the workspace: nobody else can find the server any more.
    await stopServer(known);
  }
  await membership.watchdog.dismiss();

  async function stopServer(postmaster: Postmaster | undefined): Promise<void> {
    if (postmaster === undefined) return;
    await stopPostmaster(postmaster.pid, home.data, binaries);
    await removeSocketFolder(postmaster.address.host);
  }
}
