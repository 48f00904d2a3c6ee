import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { DaemonFile } from "../../protocol/rpc/handshake.ts";

/** Of a daemon's own things in the workspace. */
export function stateFolderOfDaemon(workspace: string): string {
  return path.join(workspace, ".millrace");
}

export function daemonLockFile(workspace: string): string {
  return path.join(stateFolderOfDaemon(workspace), "daemon.lock");
}

/** What the last daemon has left or the living one has written; undefined when there is none. */
export function readDaemonFile(workspace: string): DaemonFile | undefined {
  try {
    const file = JSON.parse(readFileSync(fileOf(workspace), "utf8")) as Partial<DaemonFile>;
    const { pid, socket, token, version, startedAt } = file;
    const isWhole =
      typeof pid === "number" &&
      typeof socket === "string" &&
      typeof token === "string" &&
      typeof version === "string" &&
      typeof startedAt === "number";
    return isWhole ? { pid, socket, token, version, startedAt } : undefined;
  } catch {
    return undefined;
  }
}

/** Whole or not at all, and for its owner only. The caller has the daemon's lock. */
export function writeDaemonFile(workspace: string, file: DaemonFile): void {
  const made = `${fileOf(workspace)}.new`;
  // One that a killed daemon left keeps its mode.
  rmSync(made, { force: true });
  writeFileSync(made, JSON.stringify(file), { mode: 0o600 });
  renameSync(made, fileOf(workspace));
}

export function removeDaemonFile(workspace: string): void {
  rmSync(fileOf(workspace), { force: true });
}

function fileOf(workspace: string): string {
  return path.join(stateFolderOfDaemon(workspace), "daemon.json");
}
