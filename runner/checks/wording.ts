/** `1 row`, `6,746 rows`. */
export function counted(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** `6,746`. Only counts are written so: a value of the data stays as it is. */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}

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
