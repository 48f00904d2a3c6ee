/** A number as people read it, the same in every locale: `6,820`, `1,684,759.74663`, `-0.5`. */
export function formatNumber(value: number | bigint): string {
  const text = String(value);
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  // Not a plain number: `NaN`, `Infinity`, `1e+21`.
  if (match === null) return text;
  const [, sign = "", whole = "", fraction = ""] = match;
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, ",") + fraction;
}

/** A count with its noun: `1 row`, `6,820 rows`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : plural}`;
}
