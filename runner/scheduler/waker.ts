/** Waits for a time, or until it is woken. */
export interface Waker {
  /** Ends the wait that goes on, or the next one when none does. */
  wake(): void;
  /** At most so many milliseconds. */
  wait(ms: number): Promise<void>;
}

/** It is woken when `signal` aborts, too. */
export function createWaker(signal: AbortSignal): Waker {
  let isWoken = false;
  let end = (): void => {};
  const wake = (): void => {
    isWoken = true;
    end();
  };
  signal.addEventListener("abort", wake, { once: true });
  return {
    wake,
    async wait(ms) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, isWoken ? 0 : Math.max(0, ms));
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      isWoken = false;
    },
  };
}
