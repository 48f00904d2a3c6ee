/** A value that all who need it ask for together. */
export interface SharedValue<Value> {
  /**
   * What is known, or what comes of asking. Rejects with the signal's reason when it aborts: the others go on waiting,
   * and what asks is ended when nobody does. A failure is told to those who wait, and not kept.
   */
  get(signal?: AbortSignal): Promise<Value>;
  /** The next one asks anew. */
  forget(): void;
}

interface Asking<Value> {
  readonly answer: Promise<Value>;
  readonly controller: AbortController;
  waiting: number;
}

/** `ask` is called when somebody needs the value, and ended by its signal when nobody waits for it any more. */
export function sharedValue<Value>(ask: (signal: AbortSignal) => Promise<Value>): SharedValue<Value> {
  let known: { readonly value: Value } | undefined;
  let asking: Asking<Value> | undefined;

  function begin(): Asking<Value> {
    const controller = new AbortController();
    const made: Asking<Value> = { answer: ask(controller.signal), controller, waiting: 0 };
    asking = made;
    made.answer.then(
      (value) => {
        if (asking === made) known = { value };
      },
      // Whoever waits for it gets the error.
      () => {},
    );
    return made;
  }

  return {
    async get(signal) {
      signal?.throwIfAborted();
      if (known !== undefined) return known.value;
      const one = asking ?? begin();
      one.waiting += 1;
      try {
        return await untilAborted(one.answer, signal);
      } finally {
        one.waiting -= 1;
        if (one.waiting === 0) {
          if (asking === one) asking = undefined;
          one.controller.abort();
        }
      }
    },
    forget: () => {
      known = undefined;
      asking = undefined;
    },
  };
}

/** What is waited for, but no longer than until the signal aborts; then its reason. */
export function untilAborted<Value>(answer: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return answer;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
