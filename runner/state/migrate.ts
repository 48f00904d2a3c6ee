import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { UserError } from "../../protocol/user-error.ts";

/**
 * Applies the migrations in `folder` (`NNN-name.sql`) that the database does not have yet, each in a
 * transaction of its own. SQLite's `user_version` holds the number of the last one.
 */
export function migrate(database: DatabaseSync, folder: string, file: string): void {
  const migrations = readdirSync(folder)
    .filter((name) => /^\d{3}-.*\.sql$/.test(name))
    .sort();
  const known = migrations.length;
  if (versionOf(database) > known) throw newerHistory(file);
  for (const [index, name] of migrations.entries()) {
    if (versionOf(database) > index) continue;
    const statements = readFileSync(path.join(folder, name), "utf8");
    database.exec("BEGIN IMMEDIATE");
    // Another process may have been faster between the look and the lock.
    if (versionOf(database) <= index) database.exec(`${statements}; PRAGMA user_version = ${index + 1}`);
    database.exec("COMMIT");
  }
}

function versionOf(database: DatabaseSync): number {
  const row = database.prepare("PRAGMA user_version").get() as { user_version: number };
  return row.user_version;
}

function newerHistory(file: string): UserError {
  return new UserError({
    code: "newer-history",
    message: `The run history ${file} was written by a newer Millrace than this one.`,
    next: "Update Millrace, or move the file away to begin a new history.",
  });
}
