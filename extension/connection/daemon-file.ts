import { readFile } from "node:fs/promises";
import path from "node:path";
import type { DaemonFile } from "../../protocol/rpc/handshake.ts";

/** What `.millrace/daemon.json` says; undefined when there is none, or it is half written. */
export async function readDaemonFile(workspace: string): Promise<DaemonFile | undefined> {
  try {
    return parse(await readFile(path.join(workspace, ".millrace", "daemon.json"), "utf8"));
  } catch {
    return undefined;
  }
}

export function daemonLog(workspace: string): string {
  return path.join(workspace, ".millrace", "daemon.log");
}

/** True for every process that is there, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function parse(text: string): DaemonFile | undefined {
  const value: Readonly<Record<string, unknown>> = Object(JSON.parse(text));
  const { pid, socket, token, version, startedAt } = value;
  if (typeof pid !== "number" || !Number.isInteger(pid) || pid <= 0) return undefined;
  if (typeof socket !== "string" || typeof token !== "string" || typeof version !== "string")
    return undefined;
  return { pid, socket, token, version, startedAt: typeof startedAt === "number" ? startedAt : 0 };
}
