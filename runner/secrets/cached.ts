/** Asks for values, and lets those who ask for the same at the same time share one answer. */
export interface Cached {
  /**
   * The value of the key: the one that is known, the one that is being asked for, or what `ask` gives. It is good for
   * `keptFor` milliseconds; a failure is told to those who wait, and not kept. `ask` is aborted when nobody waits any more.
   */
  get(
    key: string,
    keptFor: number,
    ask: (signal: AbortSignal) => Promise<string>,
    signal: AbortSignal,
  ): Promise<string>;
}

interface Asking {
  readonly answer: Promise<string>;
  readonly controller: AbortController;
  waiting: number;
}

/** `now` is a clock in milliseconds that is never set. */
export function cached(now: () => number): Cached {
  const known = new Map<string, { readonly value: string; readonly until: number }>();
  const asking = new Map<string, Asking>();

  const begin = (key: string, keptFor: number, ask: (signal: AbortSignal) => Promise<string>): Asking => {
    const controller = new AbortController();
    const answer = ask(controller.signal);
    const made: Asking = { answer, controller, waiting: 0 };
    asking.set(key, made);
    const forget = (): void => {
      if (asking.get(key) === made) asking.delete(key);
    };
    answer.then((value) => {
      if (keptFor > 0) known.set(key, { value, until: now() + keptFor });
      forget();
    }, forget);
    return made;
  };

  return {
    async get(key, keptFor, ask, signal) {
      signal.throwIfAborted();
      const before = known.get(key);
      if (before !== undefined && before.until > now()) return before.value;
      known.delete(key);
      const one = asking.get(key) ?? begin(key, keptFor, ask);
      one.waiting += 1;
      try {
        return await untilAborted(one.answer, signal);
      } finally {
        one.waiting -= 1;
        if (one.waiting === 0) {
          // The next one begins anew.
          if (asking.get(key) === one) asking.delete(key);
          one.controller.abort();
        }
      }
    },
  };
}

function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
