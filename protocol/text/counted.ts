/** `1 row`, `6,746 rows`. */
export function counted(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** `6,746`. Only counts are written so: a value of the data stays as it is. */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}
