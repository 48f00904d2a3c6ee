/** Something that is made when it is first asked for. */
export interface Once<T> {
  readonly get: () => T;
  /** What was made, without making it. */
  readonly made: () => T | undefined;
}

/** `make` is called once; again only when it throws. */
export function once<T>(make: () => T): Once<T> {
  let made: { readonly value: T } | undefined;
  return {
    get() {
      made ??= { value: make() };
      return made.value;
    },
    made: () => made?.value,
  };
}
