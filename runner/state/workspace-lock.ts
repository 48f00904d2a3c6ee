import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { UserError } from "../../protocol/user-error.ts";
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

export interface WorkspaceLock {
  release(): void;
}

/** Somebody who only looks whether there is an owner holds the lock for less than this. */
const LOOK_MS = 250;

/**
 * Makes this process the one runner of the workspace whose `.millrace` folder is given. The lock is SQLite's
 * own lock on a file, which the operating system takes back when the process dies, however it dies.
 * Throws a UserError that names the owner when there is one.
 */
export function lockWorkspace(
  folder: string,
  doing: string,
  now: number,
  takesOrders = false,
): WorkspaceLock {
  return withStateErrors(lockFile(folder), () => {
    mkdirSync(folder, { recursive: true });
    const database = new DatabaseSync(lockFile(folder));
    try {
      if (!tryLock(database, LOOK_MS)) throw workspaceBusy(readOwner(folder));
      const owner: Owner = { pid: process.pid, since: now, doing, takesOrders };
      writeFileSync(ownerFile(folder), JSON.stringify(owner));
    } catch (error) {
      database.close();
      throw error;
    }
    return {
      release() {
        rmSync(ownerFile(folder), { force: true });
        database.close();
      },
    };
  });
}

/** The living owner of the workspace, if it has one. */
export function workspaceOwner(folder: string): Owner | undefined {
  const owner = readOwner(folder);
  if (owner === undefined) return undefined;
  const database = new DatabaseSync(lockFile(folder));
  try {
    return tryLock(database, 0) ? undefined : owner;
  } finally {
    database.close();
  }
}

/** Who took the workspace last and did not give it back, alive or not. */
export function lastOwner(folder: string): Owner | undefined {
  return readOwner(folder);
}

function tryLock(database: DatabaseSync, waitMs: number): boolean {
  try {
    database.exec(`PRAGMA busy_timeout = ${waitMs}; BEGIN EXCLUSIVE`);
    return true;
  } catch (error) {
    if (/locked|busy/i.test(String(error))) return false;
    throw error;
  }
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
