import { chmodSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

export interface LeftProcess {
  readonly pid: number;
  readonly command: string;
}

export interface LeftOver {
  readonly processes: readonly LeftProcess[];
  /** Names in the folder. */
  readonly files: readonly string[];
}

/** A folder for all temporary files of one test run. Its name is short: paths of Unix sockets are at most 107 bytes. */
export function makeTestFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "mr-"));
  // As /tmp itself is: servers that tests start may run as another user.
  chmodSync(folder, 0o1777);
  return folder;
}

export function removeTestFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * What is left of a test run: processes, other than this one, that carry the folder's path in their
 * environment, their arguments or their working folder, and what is still in the folder. Processes are found
 * on Linux only.
 */
export function leftOvers(folder: string): LeftOver {
  // Node's own cache of compiled modules is shared by all that run, and stays by intent.
  const files = readdirSync(folder).filter((name) => name !== "node-compile-cache");
  return { processes: processesOf(folder), files };
}

/** Ends processes that a test run left behind. */
export function endProcesses(processes: readonly LeftProcess[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself meanwhile.
    }
  }
}

function processesOf(folder: string): LeftProcess[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const of = (file: string): string => read(() => readFileSync(`/proc/${name}/${file}`, "utf8"));
      const args = of("cmdline");
      const places = [args, of("environ"), read(() => readlinkSync(`/proc/${name}/cwd`))];
      // Zombies have no arguments: they have ended, and wait for their parent to notice.
      if (args === "" || !places.some((place) => place.includes(folder))) return [];
      return [{ pid: Number(name), command: args.replaceAll("\0", " ").trim() }];
    });
}

/** A process may end while it is looked at, or belong to somebody else. */
function read(look: () => string): string {
  try {
    return look();
  } catch {
    return "";
  }
}
