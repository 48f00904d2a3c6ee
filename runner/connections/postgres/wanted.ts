/** Whether somebody still wants what is being made for all who wait. */
export interface Wanted {
  /** For what is begun now: aborted when nobody waits any more, or yet. */
  readonly signal: AbortSignal;
  /** Waits for `work`. */
  by<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Which of a pool's new connections is for whom, nobody knows but the pool. But while somebody waits one may be for
 * them, and after the last one has gone all that are still being made are for nobody.
 */
export function wanted(): Wanted {
  let controller = new AbortController();
  controller.abort();
  let waiting = 0;
  return {
    get signal() {
      return controller.signal;
    },
    by: async (work) => {
      if (waiting === 0) controller = new AbortController();
      waiting += 1;
      try {
        return await work();
      } finally {
        waiting -= 1;
        if (waiting === 0) controller.abort();
      }
    },
  };
}
