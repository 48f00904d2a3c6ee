/** One signal for two. */
export interface EitherSignal {
  readonly signal: AbortSignal;
  /** To be called when nobody looks at it any more: one of the two may live as long as the process. */
  letGo(): void;
}

/** A signal that aborts as soon as one of those that are given does. None is listened to after that, or after `letGo`. */
export function eitherSignal(...given: readonly (AbortSignal | undefined)[]): EitherSignal {
  const signals = given.filter((signal) => signal !== undefined);
  const controller = new AbortController();
  const letGo = (): void => {
    for (const signal of signals) signal.removeEventListener("abort", onAbort);
  };
  const onAbort = (): void => {
    letGo();
    controller.abort();
  };
  for (const signal of signals) signal.addEventListener("abort", onAbort, { once: true });
  if (signals.some(({ aborted }) => aborted)) onAbort();
  return { signal: controller.signal, letGo };
}
