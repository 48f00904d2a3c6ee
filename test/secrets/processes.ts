import { existsSync, readFileSync } from "node:fs";

/** Process ids from a file, once it has so many, each with a blank after it. */
export async function pidsIn(file: string, count: number): Promise<readonly number[]> {
  for (;;) {
    const pids = existsSync(file) ? readFileSync(file, "utf8").match(/\d+(?= )/g) : null;
    if (pids !== null && pids.length >= count) return pids.map(Number);
    await new Promise((next) => setTimeout(next, 10));
  }
}

/** Waits until none of them runs any more. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await new Promise((next) => setTimeout(next, 10));
}

/** One that has ended may wait a while for somebody to take note of it. */
export function isAlive(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  try {
    process.kill(pid, 0);
    return !existsSync(stat) || !/\) Z/.test(readFileSync(stat, "utf8"));
  } catch {
    return false;
  }
}
