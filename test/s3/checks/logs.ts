import type { CheckRun } from "./check.ts";

/** Objects that several checks read: 200 below `logs/2018/11/`, in 30 folders. */
export const LOGS = 200;
export const LOG_PREFIX = "logs/2018/11/";

export function logKeys(): string[] {
  return Array.from({ length: LOGS }, (_, i) => {
    const day = String(1 + (i % 30)).padStart(2, "0");
    return `${LOG_PREFIX}2018-11-${day}/e${String(i).padStart(4, "0")}.json`;
  }).sort();
}

export function logText(key: string): string {
  return Array.from({ length: 20 }, (_, line) => `${JSON.stringify({ key, line })}\n`).join("");
}

export async function putLogs({ put }: CheckRun): Promise<void> {
  await eachAtOnce(logKeys(), 8, async (key) => {
    await put(key, logText(key), { ContentType: "application/json" });
  });
}

export async function eachAtOnce<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of left) await work(item);
    }),
  );
}
