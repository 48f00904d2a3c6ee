import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import type { Redactor } from "../secrets/secrets.ts";

export interface TaskLog {
  write(message: string): void;
  close(): void;
}

/**
 * Opens a try's log for appending. Lines are written at once and in order, so that a killed runner leaves
 * what it said; each begins with its time in UTC. No secret gets into it. Never throws: a full disk costs lines of the log, and must
 * not make a failure of a load that was committed.
 */
export function openTaskLog(file: string, now: () => number, { redact }: Pick<Redactor, "redact">): TaskLog {
  const descriptor = attempt(() => {
    mkdirSync(path.dirname(file), { recursive: true });
    return openSync(file, "a");
  });
  if (descriptor === undefined) return { write: () => {}, close: () => {} };
  return {
    write(message) {
      const time = new Date(now()).toISOString();
      const lines = redact(message)
        .split(/\r?\n/)
        .map((line, index) => `${index === 0 ? time : " ".repeat(time.length)} ${line}\n`);
      attempt(() => writeSync(descriptor, lines.join("")));
    },
    close: () => void attempt(() => closeSync(descriptor)),
  };
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
