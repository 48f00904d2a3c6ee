import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Binaries } from "./binaries.ts";
import { isAlive, processArguments } from "./process-life.ts";
import type { ServerAddress } from "./server-settings.ts";

/** What a running server says of itself in `postmaster.pid` of its data directory. */
export interface Postmaster {
  readonly pid: number;
  readonly status: "starting" | "ready" | "stopping" | "standby" | "";
  readonly address: ServerAddress;
}

const POLL_MILLISECONDS = 5;
const FAST_STOP_MILLISECONDS = 60_000;

/** The server that runs on `data`, whoever started it; undefined when none does. */
export async function runningPostmaster(data: string): Promise<Postmaster | undefined> {
  const postmaster = await readPidFile(data);
  if (postmaster === undefined || !(await isAlive(postmaster.pid))) return undefined;
  return (await isServerOf(postmaster.pid, data)) ? postmaster : undefined;
}

/**
 * Makes Postgres take a pid file for stale that names a process which is not a server: after a restart of the
 * machine another program may have the id. To Postgres the id of its parent means a stale file; the file is not
 * removed because its last lines guard against server processes that live on.
 */
export async function disownPidFile(data: string): Promise<void> {
  const file = pidFile(data);
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined || text.startsWith(`${process.pid}\n`)) return;
  if (await isAlive(Number.parseInt(text, 10)))
    await writeFile(file, text.replace(/^\d+/, String(process.pid)));
}

/** Resolves when the server with this id takes sessions; with undefined when `runs` says that it has ended. */
export async function untilReady(
  data: string,
  pid: number,
  runs: () => boolean | Promise<boolean>,
): Promise<Postmaster | undefined> {
  for (;;) {
    const running = await runs();
    // The file may be an older server's until the new one has written its own.
    const postmaster = await readPidFile(data);
    if (postmaster?.pid === pid && postmaster.status === "ready") return postmaster;
    if (!running) return undefined;
    await sleep(POLL_MILLISECONDS);
  }
}

/** Ends all sessions and stops the server; resolves when it has ended. */
export async function stopPostmaster(pid: number, data: string, binaries: Binaries): Promise<void> {
  if (process.platform === "win32") {
    // Windows has no signals; pg_ctl knows the server's own way.
    await promisify(execFile)(binaries.pgCtl, ["stop", "-D", data, "-m", "fast", "-w"]).catch(() => {});
    return;
  }
  signal(pid, "SIGINT");
  if (await untilGone(pid, FAST_STOP_MILLISECONDS)) return;
  signal(pid, "SIGQUIT");
  await untilGone(pid, FAST_STOP_MILLISECONDS);
}

async function untilGone(pid: number, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (await isAlive(pid)) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MILLISECONDS);
  }
  return true;
}

async function readPidFile(data: string): Promise<Postmaster | undefined> {
  const text = await readFile(pidFile(data), "utf8").catch(() => "");
  // Its lines: pid, data directory, start time, port, socket folder, listen address, shared memory, status.
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Number.parseInt(lines[0] ?? "", 10);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return {
    pid,
    status: (lines[7] ?? "") as Postmaster["status"],
    address: { host: lines[4] || lines[5] || "", port: Number(lines[3]) },
  };
}

/** Where its command line cannot be read, it is taken for the server: Postgres refuses to start a second one. */
async function isServerOf(pid: number, data: string): Promise<boolean> {
  const line = await processArguments(pid);
  return line === undefined || `${line} `.includes(` -D ${data} `);
}

function pidFile(data: string): string {
  return path.join(data, "postmaster.pid");
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone already.
  }
}
