import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "../../protocol/user-error.ts";
import type { FileLock } from "./file-lock.ts";
import { isFileLocked, takeFileLock } from "./file-lock.ts";
import { withStateErrors } from "./state-error.ts";

/** Who owns the workspace. */
export interface Owner {
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** The command in words: `backfill sparkify`. */
  readonly doing: string;
  /** It carries out what other processes order. */
  readonly takesOrders: boolean;
}

export type WorkspaceLock = FileLock;

/** Somebody who only looks whether there is an owner holds the lock for less than this. */
const LOOK_MS = 250;

/**
 * Makes this process the one runner of the workspace whose `.millrace` folder is given. A process that dies gives the
 * workspace back, however it dies. Throws a UserError that names the owner when there is one.
 */
export function lockWorkspace(
  folder: string,
  doing: string,
  now: number,
  takesOrders = false,
): WorkspaceLock {
  return withStateErrors(lockFile(folder), () => {
    mkdirSync(folder, { recursive: true });
    const lock = takeFileLock(lockFile(folder), LOOK_MS);
    if (lock === undefined) throw workspaceBusy(readOwner(folder));
    try {
      const owner: Owner = { pid: process.pid, since: now, doing, takesOrders };
      writeFileSync(ownerFile(folder), JSON.stringify(owner));
    } catch (error) {
      lock.release();
      throw error;
    }
    return {
      release() {
        rmSync(ownerFile(folder), { force: true });
        lock.release();
      },
    };
  });
}

/** The living owner of the workspace, if it has one. */
export function workspaceOwner(folder: string): Owner | undefined {
  const owner = readOwner(folder);
  if (owner === undefined) return undefined;
  return isFileLocked(lockFile(folder)) ? owner : undefined;
}

/** Who took the workspace last and did not give it back, alive or not. */
export function lastOwner(folder: string): Owner | undefined {
  return readOwner(folder);
}

function lockFile(folder: string): string {
  return path.join(folder, "runner.lock");
}

function ownerFile(folder: string): string {
  return path.join(folder, "runner.json");
}

function readOwner(folder: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(ownerFile(folder), "utf8")) as Owner;
  } catch {
    return undefined;
  }
}

export function workspaceBusy(owner: Owner | undefined): UserError {
  const who =
    owner === undefined
      ? "Another Millrace process"
      : `Another Millrace process (pid ${owner.pid}, ${owner.doing})`;
  return new UserError({
    code: "workspace-busy",
    message: `${who} is running tasks in this workspace.`,
    next: "Wait until it is done, or stop it: `millrace cancel` cancels its runs, Ctrl-C in its terminal does too.",
    retryable: true,
  });
}
