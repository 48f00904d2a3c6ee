export interface Throttled {
  /** Asks for the work to be done soon. Asking again before it is done changes nothing. */
  soon(): void;
  dispose(): void;
}

/** Does the work at most once in so many milliseconds: at once after a quiet time, else when the time is over. */
export function throttled(work: () => void, milliseconds: number): Throttled {
  let timer: NodeJS.Timeout | undefined;
  let doneAt = Number.NEGATIVE_INFINITY;
  const run = (): void => {
    timer = undefined;
    doneAt = performance.now();
    work();
  };
  return {
    soon: () => {
      timer ??= setTimeout(run, Math.max(0, doneAt + milliseconds - performance.now()));
    },
    dispose: () => clearTimeout(timer),
  };
}
