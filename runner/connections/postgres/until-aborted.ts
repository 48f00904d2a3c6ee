import { cancelled } from "./errors.ts";

/** What `work` comes to; rejects with `cancelled` as soon as the signal aborts, whatever the work does then. */
export async function untilAborted<T>(
  warehouse: string,
  signal: AbortSignal | undefined,
  work: Promise<T>,
): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(cancelled(warehouse));
  if (signal?.aborted) onAbort();
  else signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}
