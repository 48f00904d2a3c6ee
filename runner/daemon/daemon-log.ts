import { appendFileSync, renameSync, statSync } from "node:fs";
import path from "node:path";

/** What the daemon does, for people who look why something went wrong. Nothing that is secret goes there. */
export type DaemonLog = (message: string) => void;

/** Bytes from which on a new file is begun. One old file is kept. */
const LARGE = 1_048_576;

/** Lines after which is looked again how large it is. */
const LOOK_EVERY = 100;

export function openDaemonLog(folder: string, now: () => number): DaemonLog {
  const file = path.join(folder, "daemon.log");
  const beginAnewIfLarge = (): void => {
    try {
      if (statSync(file).size > LARGE) renameSync(file, path.join(folder, "daemon.old.log"));
    } catch {
      // There is none yet.
    }
  };
  let lines = 0;
  return (message) => {
    try {
      // A daemon can live for weeks.
      if (lines++ % LOOK_EVERY === 0) beginAnewIfLarge();
      appendFileSync(file, `${new Date(now()).toISOString()} ${message.trimEnd()}\n`, { mode: 0o600 });
    } catch {
      // A disk that is full does not end what the daemon does.
    }
  };
}
