import { DatabaseSync } from "node:sqlite";

export interface FileLock {
  release(): void;
}

/**
 * Locks a file (which is made, and stays) by SQLite's own lock, which the operating system takes back when the process
 * dies, however it dies. Undefined when another one has it after `waitMs` milliseconds.
 */
export function takeFileLock(file: string, waitMs: number): FileLock | undefined {
  const database = new DatabaseSync(file);
  try {
    if (tryLock(database, waitMs)) return { release: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  return undefined;
}

/** Whether a living process has the lock. */
export function isFileLocked(file: string): boolean {
  const database = new DatabaseSync(file);
  try {
    return !tryLock(database, 0);
  } finally {
    database.close();
  }
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
