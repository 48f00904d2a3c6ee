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
    if (isToBeHad(database, "BEGIN EXCLUSIVE", waitMs)) return { release: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  return undefined;
}

/** Whether a living process has the lock. Any number of processes can look at the same time. */
export function isFileLocked(file: string): boolean {
  const database = new DatabaseSync(file);
  try {
    // Needs a lock that is shared: who looks must not take somebody else who looks for an owner.
    return !isToBeHad(database, "SELECT count(*) FROM sqlite_schema", 0);
  } finally {
    database.close();
  }
}

/** Whether the lock that the statement needs is there within so many milliseconds. */
function isToBeHad(database: DatabaseSync, statement: string, waitMs: number): boolean {
  try {
    database.exec(`PRAGMA busy_timeout = ${waitMs}; ${statement}`);
    return true;
  } catch (error) {
    if (/locked|busy/i.test(String(error))) return false;
    throw error;
  }
}
