import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** False also for a process that has ended and waits for its parent to notice (seen in containers without init). */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Not ours to signal, but there.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return (await linuxStat(pid))?.state !== "Z";
}

/** Tells one process from a later one with the same id. Undefined where the system does not say it cheaply. */
export async function processStart(pid: number): Promise<string | undefined> {
  if (process.platform === "linux") return (await linuxStat(pid))?.started;
  return ps(pid, "lstart=");
}

/** The command line, its arguments parted by spaces. Undefined where it cannot be read. */
export async function processArguments(pid: number): Promise<string | undefined> {
  if (process.platform !== "linux") return ps(pid, "args=");
  const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return text === "" ? undefined : text.replaceAll("\0", " ");
}

async function linuxStat(pid: number): Promise<{ state: string; started: string } | undefined> {
  if (process.platform !== "linux") return undefined;
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  // The program's name, in parentheses, may hold anything; the fields after it count from 3 (proc(5)).
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0] ?? "", started: fields[19] ?? "" };
}

async function ps(pid: number, field: string): Promise<string | undefined> {
  if (process.platform === "win32") return undefined;
  try {
    const { stdout } = await promisify(execFile)("ps", ["-ww", "-o", field, "-p", String(pid)]);
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
