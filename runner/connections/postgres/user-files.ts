import { homedir } from "node:os";
import path from "node:path";

/** Variables of the environment, by name. */
export type Variables = (name: string) => string | undefined;

/** Where libpq looks for what a user has not said otherwise. */
export interface UserFiles {
  readonly passwords: string;
  readonly services: string;
  /** Folder of `root.crt`, `postgresql.crt` and `postgresql.key`. */
  readonly certificates: string;
}

export function userFiles(variables: Variables): UserFiles {
  if (process.platform === "win32") {
    const folder = path.join(variables("APPDATA") || homedir(), "postgresql");
    return {
      passwords: path.join(folder, "pgpass.conf"),
      services: path.join(folder, ".pg_service.conf"),
      certificates: folder,
    };
  }
  const home = variables("HOME") || homedir();
  return {
    passwords: path.join(home, ".pgpass"),
    services: path.join(home, ".pg_service.conf"),
    certificates: path.join(home, ".postgresql"),
  };
}
