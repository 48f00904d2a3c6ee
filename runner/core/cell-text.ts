/**
 * A value of a result as text, in Postgres's forms where it has one: NULL and absent values are empty, dates
 * are ISO 8601, bytes are `\x…`, arrays and objects are JSON. Nothing is escaped.
 */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "infinity" : value.toISOString();
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  if (typeof value === "object") return JSON.stringify(value, numbersAsText);
  return String(value);
}

/**
 * For `JSON.stringify`: integers beyond 2^53 have no exact JSON number that readers agree on, NaN and the
 * infinities have none at all and would be null.
 */
export function numbersAsText(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
