import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { isAlive, processStart } from "./process-life.ts";
import { giveTo } from "./server-account.ts";
import type { ServerHome } from "./server-home.ts";

/**
 * The processes that use the server, as files `users/<pid>-<random>` that hold the process's start time.
 * A process may be there more than once. Its watchdog removes the file when the process was killed.
 */
export function usersFolder(folder: string): string {
  return path.join(folder, "users");
}

/** Returns the new file's path. */
export async function addUser({ folder, owner }: ServerHome): Promise<string> {
  const users = usersFolder(folder);
  if ((await mkdir(users, { recursive: true })) !== undefined) await giveTo(owner, users);
  const file = path.join(users, `${process.pid}-${randomBytes(4).toString("hex")}`);
  await writeFile(file, (await processStart(process.pid)) ?? "");
  return file;
}

export async function removeUser(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** Whether any process that is still alive uses the server. Files of dead ones are removed. */
export async function hasUsers(folder: string): Promise<boolean> {
  const users = usersFolder(folder);
  let alive = 0;
  for (const name of await readdir(users).catch(() => [])) {
    if (await isSameProcess(Number.parseInt(name, 10), path.join(users, name))) alive += 1;
    else await rm(path.join(users, name), { force: true });
  }
  return alive > 0;
}

async function isSameProcess(pid: number, file: string): Promise<boolean> {
  if (!Number.isInteger(pid) || !(await isAlive(pid))) return false;
  const [noted, actual] = await Promise.all([readFile(file, "utf8").catch(() => ""), processStart(pid)]);
  return noted === "" || actual === undefined || noted === actual;
}
