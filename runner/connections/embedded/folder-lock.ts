import path from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { lockTimeout } from "./errors.ts";
import { quietSqliteWarning } from "./quiet-sqlite-warning.ts";
import { giveTo } from "./server-account.ts";
import type { ServerHome } from "./server-home.ts";

const RETRY_MILLISECONDS = 15;
const TIMEOUT_MILLISECONDS = 180_000;
const SQLITE_BUSY = 5;

/**
 * Runs `work` while no other Millrace process starts or stops the server of this folder. Node has no file locks,
 * SQLite has: an exclusive transaction on an empty database, which the system ends with its process.
 */
export async function withFolderLock<T>({ folder, owner }: ServerHome, work: () => Promise<T>): Promise<T> {
  quietSqliteWarning();
  const sqlite = process.getBuiltinModule("node:sqlite");
  const file = path.join(folder, "lock.db");
  const database = new sqlite.DatabaseSync(file);
  try {
    await giveTo(owner, file);
    await lock(database, file);
    return await work();
  } finally {
    database.close();
  }
}

async function lock(database: DatabaseSync, file: string): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MILLISECONDS;
  while (!tryLock(database)) {
    if (performance.now() > deadline) throw lockTimeout(file);
    await sleep(RETRY_MILLISECONDS);
  }
}

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return false;
    throw error;
  }
}
