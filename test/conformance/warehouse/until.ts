import { setTimeout as sleep } from "node:timers/promises";

/** Waits for something that comes about by itself; the test's own time limit is the end of patience. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(10);
}
