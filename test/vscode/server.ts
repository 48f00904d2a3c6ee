import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { ensureVsCodeServer, serverMain } from "./install.ts";
import type { Settings } from "./settings.ts";
import { asUrlPath } from "./url-path.ts";

export interface ServerOptions {
  /** Holds everything that the server writes. */
  readonly folder: string;
  readonly settings: Settings;
  /** Absolute folder of the extension that is there as if it were installed. */
  readonly extension: string | undefined;
  /** Off: the window asks for trust, and is restricted until it gets it. */
  readonly trustsEverything: boolean;
  readonly env: Readonly<Record<string, string>>;
}

export interface VsCodeServer {
  readonly port: number;
  /** What it printed so far. */
  log(): string;
  stop(): Promise<void>;
}

const LISTENING = /Extension host agent listening on (\d+)/;
const KEEPER = path.join(import.meta.dirname, "keep-server.ts");

/** Starts VS Code's server on a free port of this machine, with settings and extensions of its own. */
export async function startServer(options: ServerOptions): Promise<VsCodeServer> {
  const main = serverMain(await ensureVsCodeServer());
  const userData = path.join(options.folder, "user");
  const extensions = path.join(options.folder, "extensions");
  await writeSettings(userData, options.settings);
  await mkdir(extensions, { recursive: true });
  if (options.extension !== undefined) await listExtension(extensions, options.extension);
  const args = [
    ...["--host", "127.0.0.1", "--port", "0"],
    ...["--without-connection-token", "--accept-server-license-terms"],
    // Lets a page name the tests that it runs. It hides notifications, so only then.
    ...(options.extension === undefined ? ["--enable-smoke-test-driver"] : []),
    ...["--user-data-dir", userData, "--server-data-dir", path.join(options.folder, "server")],
    ...["--extensions-dir", extensions, "--telemetry-level", "off"],
    ...(options.trustsEverything ? ["--disable-workspace-trust"] : []),
  ];
  const child = spawn(process.execPath, [KEEPER, main, ...args], {
    env: serverEnv(options),
    stdio: ["pipe", "pipe", "pipe"],
    // A process group of its own on POSIX: what it starts goes with it.
    detached: process.platform !== "win32",
  });
  const said: string[] = [];
  try {
    const port = await listening(child, said);
    return { port, log: () => said.join(""), stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

async function writeSettings(userData: string, settings: Settings): Promise<void> {
  const folder = path.join(userData, "User");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "settings.json"), JSON.stringify(settings, null, 2));
}

/** The list of installed extensions, as VS Code keeps it, with one that stays where it is. */
async function listExtension(extensions: string, folder: string): Promise<void> {
  const manifest = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")) as Manifest;
  const id = `${manifest.publisher}.${manifest.name}`;
  const location = { $mid: 1, path: asUrlPath(folder), scheme: "file" };
  const list = [{ identifier: { id }, version: manifest.version, location }];
  await writeFile(path.join(extensions, "extensions.json"), JSON.stringify(list));
}

interface Manifest {
  readonly publisher: string;
  readonly name: string;
  readonly version: string;
}

/** This process's environment without what would make the server, or what it starts, believe it is another's. */
function serverEnv(options: ServerOptions): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_TEST_CONTEXT$|NODE_OPTIONS$|NODE_V8_COVERAGE$)/.test(name),
  );
  // Its sockets are temporary files too.
  return { ...Object.fromEntries(kept), TMPDIR: options.folder, ...options.env };
}

function listening(child: ChildProcess, said: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const listen = (chunk: unknown): void => {
      said.push(String(chunk));
      const [, port] = LISTENING.exec(said.join("")) ?? [];
      if (port !== undefined) resolve(Number(port));
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`VS Code's server ended (${code}).\n${said.join("")}`)));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.stdin?.end();
  await ended;
}
