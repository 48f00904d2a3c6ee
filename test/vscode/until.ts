const WAIT_MS = 60_000;
const BETWEEN_MS = 50;

/** Waits for what nothing tells. Fails with `what` when it does not come. */
export async function until<T>(what: string, look: () => T | Promise<T>): Promise<NonNullable<T>> {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() >= end) throw new Error(`It never came to it that ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
}
