import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { packageRoot } from "../../runner/package-root.ts";

/** What is installed: a manifest, its lock file, and what stands in for a native part. */
const PINS = path.join(import.meta.dirname, "code-server");
const MAIN = "out/server-main.js";
const SPDLOG = "node_modules/@vscode/spdlog/index.js";

/**
 * The folder of the pinned VS Code server, which it installs from npm where it is not there yet: about 15 s, and
 * no compiler. Native parts (terminal, file locks) are left out: the server says so in its log, and the extension
 * host, views and webviews work. The native writer of log files is exchanged.
 */
export async function ensureVsCodeServer(): Promise<string> {
  const folder = path.join(packageRoot(), ".vscode-test", `code-server-${pinnedVersion()}`);
  if (existsSync(path.join(serverFolder(folder), MAIN))) return serverFolder(folder);
  console.error(`Installing VS Code's server (code-server ${pinnedVersion()}) into .vscode-test, once…`);
  // Beside its place, and moved there when it is whole: another process may be at the same, and this one may end.
  const partial = `${folder}.${process.pid}.partial`;
  try {
    await mkdir(partial, { recursive: true });
    await cp(PINS, partial, { recursive: true });
    await npm(["ci"], partial);
    // Its own lock file, which it ships, is not complete: `npm ci` refuses it.
    await npm(["install", "--omit=dev"], serverFolder(partial));
    // TypeScript, without which each TypeScript file that is opened brings an error message.
    await npm(["install", "--omit=dev"], path.join(serverFolder(partial), "extensions"));
    await cp(path.join(PINS, "spdlog.cjs"), path.join(serverFolder(partial), SPDLOG));
    await moveOnce(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return serverFolder(folder);
}

/** The file to start in the folder that `ensureVsCodeServer` gives. */
export function serverMain(server: string): string {
  return path.join(server, MAIN);
}

function serverFolder(folder: string): string {
  return path.join(folder, "node_modules", "code-server", "lib", "vscode");
}

function pinnedVersion(): string {
  const text = readFileSync(path.join(PINS, "package.json"), "utf8");
  const manifest = JSON.parse(text) as { dependencies: { "code-server": string } };
  return manifest.dependencies["code-server"];
}

async function moveOnce(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    // Another process was first; what it installed is the same.
    if (!existsSync(path.join(serverFolder(to), MAIN))) throw error;
  }
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  // An `npm` that runs this process leaves its own place in the environment, where the new one would work.
  const { npm_config_local_prefix: _, ...env } = process.env;
  const command = ["npm", ...args, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"].join(
    " ",
  );
  // Through a shell, because npm is a script of its own kind on each platform. Nothing in it is from outside.
  const child = spawn(command, { cwd, env, shell: true, stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => said.push(String(chunk)));
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code === 0) return;
  throw new Error(
    `VS Code's server could not be installed: \`${command}\` in ${cwd} failed.\n${said.join("")}`,
  );
}
