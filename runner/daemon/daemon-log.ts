import { appendFileSync, renameSync, statSync } from "node:fs";
import path from "node:path";

/** What the daemon does, for people who look why something went wrong. Nothing that is secret goes there. */
export type DaemonLog = (message: string) => void;

/** Bytes from which on a new file is begun. One old file is kept. */
const LARGE = 1_048_576;

export function openDaemonLog(folder: string, now: () => number): DaemonLog {
  const file = path.join(folder, "daemon.log");
  try {
    if (statSync(file).size > LARGE) renameSync(file, path.join(folder, "daemon.old.log"));
  } catch {
    // There is none yet.
  }
  return (message) => {
    try {
      appendFileSync(file, `${new Date(now()).toISOString()} ${message.trimEnd()}\n`, { mode: 0o600 });
    } catch {
      // A disk that is full does not end what the daemon does.
    }
  };
}
