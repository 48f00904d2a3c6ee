import { access, constants, mkdir, realpath } from "node:fs/promises";
import { UserError } from "../../../protocol/user-error.ts";
import type { PostgresAddress } from "../postgres/options.ts";
import { type Binaries, usableBinaries } from "./binaries.ts";
import { ensureCluster } from "./cluster.ts";
import { readCredentials } from "./credentials.ts";
import { fileSystemError } from "./errors.ts";
import { withFolderLock } from "./folder-lock.ts";
import { type PlatformPackage, platformPackage } from "./platform-package.ts";
import { type Postmaster, runningPostmaster, stopPostmaster, untilReady } from "./postmaster.ts";
import { isAlive } from "./process-life.ts";
import { findServerHome, type ServerHome } from "./server-home.ts";
import { startServer } from "./server-process.ts";
import { removeSocketFolder } from "./socket-folder.ts";
import { addUser, hasUsers, removeUser } from "./users.ts";
import { startWatchdog, untilNoWatchdogStops } from "./watchdog.ts";

export interface EmbeddedOptions {
  /** `.millrace/postgres` of the workspace; made when it is not there. */
  readonly folder: string;
  /** One line each: where things are when they are not where one expects them. */
  readonly log?: (message: string) => void;
  /** The programs. Default: the installed package for this platform. */
  readonly programs?: PlatformPackage;
  /** Server settings beside or instead of Millrace's own. They count when this call starts the server. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedServer {
  /** For `postgresWarehouse`. */
  readonly connection: PostgresAddress & { readonly password: string };
  /** Leaves the server; the last process that does stops it. Further calls do nothing. */
  stop(): Promise<void>;
}

/**
 * Starts the workspace's own Postgres server, or joins the one that another Millrace process has started. It runs
 * as long as any process that called this is alive and has not called `stop`. Throws UserErrors.
 */
export async function embeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedServer> {
  try {
    return await join(options);
  } catch (error) {
    throw error instanceof UserError ? error : (fileSystemError(error, options.folder) ?? error);
  }
}

async function join(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const log = options.log ?? (() => {});
  await mkdir(options.folder, { recursive: true });
  await access(options.folder, constants.W_OK | constants.X_OK);
  const home = await findServerHome(await realpath(options.folder), log);
  const binaries = await usableBinaries(options.programs ?? platformPackage(), home.account, log);
  let leave: (() => Promise<void>) | undefined;
  try {
    const postmaster = await withFolderLock(home.folder, home.account, async () => {
      leave = await enter(home, binaries);
      await untilNoWatchdogStops(home.folder);
      await ensureCluster(home, binaries);
      return (await existingServer(home)) ?? (await startServer(home, binaries, options.settings ?? {}));
    });
    const connection = { ...postmaster.address, ...(await readCredentials(home)), database: "postgres" };
    let stopped: Promise<void> | undefined;
    return {
      connection,
      stop: () => {
        stopped ??= leave?.() ?? Promise.resolve();
        return stopped;
      },
    };
  } catch (error) {
    await leave?.();
    throw error;
  }
}

/** Adds us to the server's users; the result takes us off again, and stops the server after the last. */
async function enter(home: ServerHome, binaries: Binaries): Promise<() => Promise<void>> {
  const userFile = await addUser(home.folder, home.account);
  const watchdog = startWatchdog(home, userFile);
  return async () => {
    await withFolderLock(home.folder, home.account, async () => {
      await removeUser(userFile);
      if (await hasUsers(home.folder)) return;
      const postmaster = await runningPostmaster(home.data);
      if (postmaster === undefined) return;
      await stopPostmaster(postmaster.pid, home.data, binaries);
      await removeSocketFolder(postmaster.address.host);
    });
    watchdog.dismiss();
  };
}

/** A server that runs already: another process's, or one whose processes were all killed. */
async function existingServer({ data }: ServerHome): Promise<Postmaster | undefined> {
  const postmaster = await runningPostmaster(data);
  if (postmaster === undefined) return undefined;
  return untilReady(data, postmaster.pid, () => isAlive(postmaster.pid));
}
