import { spawn } from "node:child_process";
import { chown, stat } from "node:fs/promises";
import path from "node:path";

/** The user that the server runs as where it may not run as the one that Millrace runs as (root). */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The user that owns nothing and is there on every system, so none has to be made. */
const NOBODY: Account =
  process.platform === "darwin" ? { uid: 4294967294, gid: 4294967294 } : { uid: 65534, gid: 65534 };

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The owner of the workspace (`.millrace/postgres` lies two levels below it) when we are root and that is not. */
export async function workspaceOwner(folder: string): Promise<Account | undefined> {
  if (!isRoot()) return undefined;
  const { uid, gid } = await stat(path.resolve(folder, "..", ".."));
  return uid === 0 ? undefined : { uid, gid };
}

/**
 * Undefined: run as ourselves. Postgres refuses root, so root's servers run as the owner of the workspace, or as
 * nobody when that is root too or an id without a name, which initdb does not accept.
 */
export async function chooseAccount(owner: Account | undefined): Promise<Account | undefined> {
  if (!isRoot()) return undefined;
  return owner !== undefined && (await succeeds(owner, "id -un")) ? owner : NOBODY;
}

/** Whether the account gets to a folder through all that lie above it. */
export function canEnter(account: Account, folder: string): Promise<boolean> {
  return succeeds(account, 'cd -- "$1"', folder);
}

export function canExecute(account: Account, file: string): Promise<boolean> {
  return succeeds(account, '[ -r "$1" ] && [ -x "$1" ]', file);
}

/** Nothing when we run the server as ourselves. */
export async function giveTo(account: Account | undefined, file: string): Promise<void> {
  if (account !== undefined) await chown(file, account.uid, account.gid);
}

/** The same for all folders from the one made first down to the last. */
export async function giveFoldersTo(
  account: Account | undefined,
  first: string,
  last: string,
): Promise<void> {
  for (
    let folder = path.resolve(last);
    folder.startsWith(path.resolve(first));
    folder = path.dirname(folder)
  ) {
    await giveTo(account, folder);
  }
}

/** Asked of the system itself: modes alone leave out access lists, namespaces and mount options. */
function succeeds(account: Account, script: string, ...values: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const shell = spawn("/bin/sh", ["-c", `${script} >/dev/null 2>&1`, "sh", ...values], {
      ...account,
      cwd: "/",
      stdio: "ignore",
      env: { PATH: "/usr/bin:/bin" },
    });
    shell.once("error", () => resolve(false));
    shell.once("exit", (code) => resolve(code === 0));
  });
}
