/** `a`, `a or b`, `a, b or c`. */
export function either(items: readonly string[]): string {
  return items.length < 2 ? items.join() : `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;
}

const LONGEST_EXAMPLE = 40;

/** A value of the data between quotes, as an example: on one line, and not longer than it needs to be. */
export function example(value: unknown): string {
  return JSON.stringify(short(String(value)));
}

export function short(text: string): string {
  return text.length <= LONGEST_EXAMPLE ? text : `${text.slice(0, LONGEST_EXAMPLE - 1)}…`;
}
