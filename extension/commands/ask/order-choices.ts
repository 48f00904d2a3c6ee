export interface Keyed {
  /** Identifies the choice from one time to the next. */
  readonly key: string;
}

/** The choices of the first keys to the top, in the order of the keys; the others keep theirs. */
export function orderChoices<T extends Keyed>(
  choices: readonly T[],
  first: readonly (string | undefined)[],
): readonly T[] {
  const top = new Set(first.flatMap((key) => choices.find((choice) => choice.key === key) ?? []));
  return [...top, ...choices.filter((choice) => !top.has(choice))];
}
