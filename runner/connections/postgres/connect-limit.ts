/** How long a connection may take to begin. */
export interface ConnectLimit {
  /** `onLate` is called when the time is over, unless `stop` is called before. */
  start(onLate: () => void): void;
  /** Does something whose time does not count: it waits for somebody else than the server. */
  outside<T>(work: () => Promise<T>): Promise<T>;
  stop(): void;
}

/** 0 is no limit. */
export function connectLimit(milliseconds: number): ConnectLimit {
  let left = milliseconds;
  let late: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let begun = 0;
  const run = (): void => {
    if (late === undefined) return;
    begun = performance.now();
    timer = setTimeout(late, left);
  };
  return {
    start(onLate) {
      if (milliseconds > 0) late = onLate;
      run();
    },
    async outside(work) {
      clearTimeout(timer);
      left = Math.max(0, left - (performance.now() - begun));
      try {
        return await work();
      } finally {
        run();
      }
    },
    stop() {
      late = undefined;
      clearTimeout(timer);
    },
  };
}
