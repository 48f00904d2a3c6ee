import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { readDaemonFile } from "../../runner/daemon/daemon-file.ts";

const WAIT_MS = 20_000;
const BETWEEN_MS = 50;

/** Ends the runners of a window's folders, which outlive the window: asks, and kills after a while. */
export async function endRunners(workspace: string): Promise<void> {
  await Promise.all(foldersOf(workspace).map(endRunner));
}

/** The process of the folder's runner, or undefined when none is at work. */
export function runnerPid(folder: string): number | undefined {
  const pid = readDaemonFile(folder)?.pid;
  return pid !== undefined && isAlive(pid) ? pid : undefined;
}

function foldersOf(workspace: string): readonly string[] {
  if (!workspace.endsWith(".code-workspace")) return [workspace];
  const { folders } = JSON.parse(readFileSync(workspace, "utf8")) as { folders: { path?: string }[] };
  // Others are by their URI, and somewhere else.
  return folders.flatMap((folder) =>
    folder.path === undefined ? [] : path.resolve(path.dirname(workspace), folder.path),
  );
}

async function endRunner(folder: string): Promise<void> {
  const pid = runnerPid(folder);
  if (pid === undefined) return;
  signal(pid, "SIGTERM");
  const kill = Date.now() + WAIT_MS;
  while (isAlive(pid)) {
    if (Date.now() >= kill + WAIT_MS) throw new Error(`The runner of ${folder} (${pid}) does not end.`);
    if (Date.now() >= kill) signal(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
}

function isAlive(pid: number): boolean {
  return signal(pid, 0) && !isZombie(pid);
}

/** Ended, and nobody has asked how: its parent went first, and where there is no init nobody ever asks. */
function isZombie(pid: number): boolean {
  if (!existsSync("/proc/self/stat")) return false;
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)/, ""));
  } catch {
    // Somebody has asked meanwhile.
    return true;
  }
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
