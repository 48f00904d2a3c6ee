import { access, constants, mkdir, realpath } from "node:fs/promises";
import { UserError } from "../../../protocol/user-error.ts";
import type { PostgresAddress } from "../postgres/options.ts";
import { usableBinaries } from "./binaries.ts";
import { ensureCluster } from "./cluster.ts";
import { readCredentials } from "./credentials.ts";
import { fileSystemError } from "./errors.ts";
import { withFolderLock } from "./folder-lock.ts";
import { enter, leave, type Membership } from "./membership.ts";
import { type PlatformPackage, platformPackage } from "./platform-package.ts";
import { type Postmaster, runningPostmaster, untilReady } from "./postmaster.ts";
import { isAlive } from "./process-life.ts";
import { giveFoldersTo } from "./server-account.ts";
import { findServerHome, type ServerHome } from "./server-home.ts";
import { startServer } from "./server-process.ts";
import { untilNoWatchdogStops } from "./watchdog.ts";

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
  const made = await mkdir(options.folder, { recursive: true });
  await access(options.folder, constants.W_OK | constants.X_OK);
  const home = await findServerHome(await realpath(options.folder), log);
  if (made !== undefined) await giveFoldersTo(home.owner, made, options.folder);
  const binaries = await usableBinaries(options.programs ?? platformPackage(), home.account, log);
  let membership: Membership | undefined;
  try {
    const postmaster = await withFolderLock(home, async () => {
      membership = await enter(home);
      await untilNoWatchdogStops(home.folder);
      await ensureCluster(home, binaries);
      return (await existingServer(home)) ?? (await startServer(home, binaries, options.settings ?? {}));
    });
    const connection = { ...postmaster.address, ...(await readCredentials(home)), database: "postgres" };
    let stopped: Promise<void> | undefined;
    return {
      connection,
      stop: () => {
        stopped ??= leave(home, binaries, membership, postmaster);
        return stopped;
      },
    };
  } catch (error) {
    await leave(home, binaries, membership, undefined);
    throw error;
  }
}

/** A server that runs already: another process's, or one whose processes were all killed. */
async function existingServer({ data }: ServerHome): Promise<Postmaster | undefined> {
  const postmaster = await runningPostmaster(data);
  if (postmaster === undefined) return undefined;
  return untilReady(data, postmaster.pid, () => isAlive(postmaster.pid));
}
