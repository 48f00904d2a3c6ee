import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import path from "node:path";

export interface TaskLog {
  write(message: string): void;
  close(): void;
}

/**
 * Opens a try's log for appending. Lines are written at once and in order, so that a killed runner leaves
 * what it said; each begins with its time in UTC.
 */
export function openTaskLog(file: string, now: () => number): TaskLog {
  mkdirSync(path.dirname(file), { recursive: true });
  const descriptor = openSync(file, "a");
  return {
    write(message) {
      const time = new Date(now()).toISOString();
      const lines = message
        .split(/\r?\n/)
        .map((line, index) => `${index === 0 ? time : " ".repeat(time.length)} ${line}\n`);
      writeSync(descriptor, lines.join(""));
    },
    close: () => closeSync(descriptor),
  };
}
