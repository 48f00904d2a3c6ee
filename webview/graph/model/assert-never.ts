/** Ends a switch over a union: a case that is forgotten is an error of types. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected ${JSON.stringify(value)}`);
}
