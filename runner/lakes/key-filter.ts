import { wildcardPattern } from "../staging/key-pattern.ts";

/** Patterns with the rules of `from`: `*` is any characters, also `/`. */
export interface KeyFilter {
  /** A key must match one of them, if there are any. */
  readonly include: readonly string[];
  /** A key must match none of them. */
  readonly exclude: readonly string[];
}

/** Whether a key, or what is kept of it, is one that is wanted. */
export function keyFilter({ include, exclude }: KeyFilter): (key: string) => boolean {
  const matcher = (texts: readonly string[]) => {
    const patterns = texts.map(wildcardPattern).filter((pattern) => pattern.kind !== "key");
    return (key: string): boolean => patterns.some((pattern) => pattern.matches(key));
  };
  const [isIncluded, isExcluded] = [matcher(include), matcher(exclude)];
  return (key) => (include.length === 0 || isIncluded(key)) && !isExcluded(key);
}
