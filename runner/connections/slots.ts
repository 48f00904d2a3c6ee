/** A bound on what happens at the same time; who waits is served in order. */
export interface Slots {
  /** Resolves with what gives the slot back; calling that again does nothing. Rejects with the signal's reason. */
  take(signal?: AbortSignal): Promise<() => void>;
  readonly free: number;
  /** How many wait for one. */
  readonly waiting: number;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];

  function slot(): () => void {
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    };
  }

  return {
    get free() {
      return free;
    },
    get waiting() {
      return waiting.length;
    },
    async take(signal) {
      signal?.throwIfAborted();
      if (free > 0) {
        free--;
        return slot();
      }
      await new Promise<void>((resolve, reject) => {
        const giveUp = (): void => {
          waiting.splice(waiting.indexOf(go), 1);
          reject(signal?.reason);
        };
        const go = (): void => {
          signal?.removeEventListener("abort", giveUp);
          resolve();
        };
        waiting.push(go);
        signal?.addEventListener("abort", giveUp, { once: true });
      });
      return slot();
    },
  };
}
