/** A bound on bytes that are held at the same time; who waits is served in order. */
export interface ByteBudget {
  /** Resolves with what gives them back; more than there is at all is as much as all. Rejects with the signal's reason. */
  take(bytes: number, signal?: AbortSignal): Promise<() => void>;
}

export function byteBudget(total: number): ByteBudget {
  let free = total;
  const waiting: { readonly bytes: number; readonly go: () => void }[] = [];

  const serve = (): void => {
    for (let next = waiting[0]; next !== undefined && next.bytes <= free; next = waiting[0]) {
      waiting.shift();
      free -= next.bytes;
      next.go();
    }
  };

  return {
    async take(wanted, signal) {
      signal?.throwIfAborted();
      const bytes = Math.min(wanted, total);
      await new Promise<void>((resolve, reject) => {
        const entry = {
          bytes,
          go: () => {
            signal?.removeEventListener("abort", giveUp);
            resolve();
          },
        };
        const giveUp = (): void => {
          waiting.splice(waiting.indexOf(entry), 1);
          reject(signal?.reason);
          serve();
        };
        signal?.addEventListener("abort", giveUp, { once: true });
        waiting.push(entry);
        serve();
      });
      return () => {
        free += bytes;
        serve();
      };
    },
  };
}
