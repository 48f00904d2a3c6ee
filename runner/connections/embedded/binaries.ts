import { chmod, cp, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { makeLibraryLinks } from "./library-links.ts";
import type { PlatformPackage } from "./platform-package.ts";
import { type Account, canExecute } from "./server-account.ts";
import { SYSTEM_FOLDER } from "./server-home.ts";

/** The programs ready to run. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  /** Postgres's major version: `18`. */
  readonly major: string;
}

/**
 * The package's own programs where they can be used as they are; else a copy of them, made once per version:
 * when the server's account does not get to the package (it lies under somebody's home of mode 0700), and when
 * library links are missing and the package cannot be written to.
 */
export async function usableBinaries(
  { native, version }: PlatformPackage,
  account: Account | undefined,
  log: (message: string) => void,
): Promise<Binaries> {
  const linked = await makeLibraryLinks(native).then(
    () => true,
    () => false,
  );
  const reachable = account === undefined || (await canExecute(account, programs(native, version).postgres));
  if (linked && reachable) return programs(native, version);
  const copy = path.join(account === undefined ? cacheFolder() : SYSTEM_FOLDER, `bin-${version}`);
  if (!(await exists(copy))) {
    await copyBinaries(native, copy);
    log(`Copied the embedded Postgres programs to ${copy}, because they cannot be run from ${native}.`);
  }
  return programs(copy, version);
}

function programs(native: string, version: string): Binaries {
  const program = (name: string) =>
    path.join(native, "bin", process.platform === "win32" ? `${name}.exe` : name);
  return {
    initdb: program("initdb"),
    postgres: program("postgres"),
    pgCtl: program("pg_ctl"),
    major: version.split(".")[0] ?? version,
  };
}

/** Complete or not there at all, whenever we are killed. */
async function copyBinaries(native: string, copy: string): Promise<void> {
  const unfinished = `${copy}.${process.pid}`;
  await mkdir(path.dirname(copy), { recursive: true, mode: 0o755 });
  await rm(unfinished, { recursive: true, force: true });
  try {
    // Its name must end in `native`, where the list of links begins.
    await cp(native, path.join(unfinished, "native"), { recursive: true, verbatimSymlinks: true });
    await makeLibraryLinks(path.join(unfinished, "native"));
    await makeReadable(unfinished);
    await rename(path.join(unfinished, "native"), copy).catch(async (error: unknown) => {
      // Another process was quicker.
      if (!(await exists(copy))) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** `chmod -R a+rX`: a package installed under a strict umask is its owner's only. */
async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(file, 0o755);
    else if (entry.isFile()) await chmod(file, (await stat(file)).mode & 0o111 ? 0o755 : 0o644);
  }
}

function cacheFolder(): string {
  return path.join(process.env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache"), "millrace");
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
